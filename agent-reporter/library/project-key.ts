import type { DirectoryFacts } from "./library-types.ts";

/** A remote's address as a key: `github.com/acme/api`, without protocol, credentials and `.git`. Null for a local path. */
export function normaliseRemote(remote: string): string | null {
  const text = remote
    .trim()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  const scp = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/)(.+)$/.exec(text);
  if (scp?.[1] && scp[2] && !/^[a-z]$/i.test(scp[1])) return keyOf(scp[1], scp[2]);
  try {
    const { protocol, hostname, pathname } = new URL(text);
    return protocol === "file:" || !hostname ? null : keyOf(hostname, pathname);
  } catch {
    return null;
  }
}

function keyOf(host: string, name: string): string | null {
  const cleaned = name.replace(/^\/+/, "");
  return cleaned ? `${host.toLowerCase()}/${cleaned}`.slice(0, 300) : null;
}

/** A project by its folder's name alone, for directories without a repository. */
export function describeFolder(cwd: string): DirectoryFacts {
  const name = folderName(cwd);
  const project = name ? { key: `folder/${name}`, name } : null;
  return { project, branch: null, headCommit: null };
}

/**
 * A worktree's folder gives way to the folder it was made from: the one that holds `worktrees`, or for worktrees kept
 * in the home itself the first one below.
 */
function folderName(cwd: string): string | null {
  const parts = cwd.split(/[/\\]+/).filter((part) => part !== "" && !/^[a-z]:$/i.test(part));
  const at = parts.findIndex((part) => /^\.?worktrees$/.test(part));
  if (at > 0) {
    const above = parts.slice(0, at).filter((part) => !part.startsWith("."));
    const isInHome = above.length <= 2 && /^(?:Users|home|root)$/i.test(above[0] ?? "");
    const name = isInHome ? parts[at + 1] : above.at(-1);
    if (name) return name.slice(0, 100);
  }
  return parts.at(-1)?.slice(0, 100) ?? null;
}
