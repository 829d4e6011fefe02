import { createAccessControl } from "better-auth/plugins/access";
import {
  adminAc,
  defaultStatements,
  memberAc,
  ownerAc,
} from "better-auth/plugins/organization/access";

/**
 * What better-auth's own organization routes would let each of our roles do. Those routes are closed (the auth
 * routes open others by name); this holds should one ever be opened.
 */
const access = createAccessControl(defaultStatements);

export const workspaceRoles = {
  owner: access.newRole(ownerAc.statements),
  // Owners alone manage members.
  admin: access.newRole({ ...adminAc.statements, organization: [], member: [], invitation: [] }),
  member: access.newRole(memberAc.statements),
  viewer: access.newRole({ organization: [], member: [], invitation: [], team: [], ac: [] }),
};

export const workspaceAccess = access;
