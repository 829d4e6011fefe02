import { queryOptions } from "@tanstack/react-query";
import { deviceRequest, machineList } from "#contract/team.ts";
import { callApi, queryOf, sendApi } from "#web/lib/api.ts";

export const machineQueries = {
  list: (workspace: string) =>
    queryOptions({
      queryKey: ["w", workspace, "machines"],
      queryFn: () => callApi("/api/machines", machineList, { workspace }),
    }),
  device: (userCode: string) =>
    queryOptions({
      queryKey: ["device", userCode],
      queryFn: () => callApi(`/api/device${queryOf({ userCode })}`, deviceRequest),
      retry: false,
    }),
};

export const revokeMachine = (workspace: string, id: string) =>
  sendApi(`/api/machines/${id}`, { method: "DELETE", workspace });

export const approveDevice = (userCode: string, workspace: string) =>
  sendApi("/api/device/approve", { method: "POST", body: { userCode, workspace } });

export const denyDevice = (userCode: string) =>
  sendApi("/api/device/deny", { method: "POST", body: { userCode } });
