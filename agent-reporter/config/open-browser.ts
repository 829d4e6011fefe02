import { spawn } from "node:child_process";

/** Asks the operating system to open a page. Whether it did is not known, so the address is printed as well. */
export function openBrowser(address: string, platform: string): void {
  const [command, ...args] = openerOf(platform);
  if (!command) return;
  // No shell: the address comes from the server and must stay one argument.
  const child = spawn(command, [...args, address], { detached: true, stdio: "ignore" });
  child.on("error", () => {});
  child.unref();
}

function openerOf(platform: string): string[] {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}
