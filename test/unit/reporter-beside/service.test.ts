import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as watch } from "#reporter/commands/watch.ts";
import { writeCredentials } from "#reporter/config/credentials.ts";
import { installService } from "#reporter/setup/install-service.ts";
import { serviceFor } from "#reporter/setup/service-files.ts";
import { anIo } from "../reporter/support/command-io.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const program = { node: "/opt/my node/node", script: "/opt/a&b/$x/50%/bin.js" };
const env = {
  HOME: "/home/ada",
  STINT_HOME: '/home/ada/"state"',
  STINT_TOKEN: "stint_secret",
  CLAUDE_CONFIG_DIR: "/srv/claude",
};

test("the unit of systemd", () => {
  const service = serviceFor({ env, platform: "linux", program, userId: 7 }, "/state");
  expect(service.file).toBe("/home/ada/.config/systemd/user/stint-watch.service");
  expect(service.content).toBe(`[Unit]
Description=Stint: sends what this machine's coding agents use

[Service]
ExecStart="/opt/my node/node" "/opt/a&b/$$x/50%%/bin.js" watch --progress lines
Environment="STINT_HOME=/home/ada/\\"state\\""
Environment="CLAUDE_CONFIG_DIR=/srv/claude"
Restart=on-failure
RestartSec=30
# Wrong use and no login are not mended by another start.
RestartPreventExitStatus=2 3
Nice=5

[Install]
WantedBy=default.target
`);
});

test("the property list of launchd", () => {
  const service = serviceFor({ env, platform: "darwin", program, userId: 501 }, "/state");
  expect(service.file).toBe("/home/ada/Library/LaunchAgents/dev.stint.watch.plist");
  expect(service.install).toEqual([["launchctl", "bootstrap", "gui/501", service.file]]);
  expect(service.content).toContain(`  <array>
    <string>/opt/my node/node</string>
    <string>/opt/a&amp;b/$x/50%/bin.js</string>
    <string>watch</string>
    <string>--progress</string>
    <string>lines</string>
  </array>`);
  expect(service.content).toContain(
    "<key>STINT_HOME</key><string>/home/ada/&quot;state&quot;</string>",
  );
  expect(service.content).toContain("<key>RunAtLoad</key><true/>");
  expect(service.content).toContain("<string>/state/watch.log</string>");
});

test("the task of Windows", () => {
  const service = serviceFor({ env, platform: "win32", program, userId: 0 }, String.raw`C:\s`);
  expect(service.file).toBe(String.raw`C:\s\stint-watch.xml`);
  expect(service.encoding).toBe("utf16le");
  expect(service.content).toContain(
    "<Exec><Command>/opt/my node/node</Command><Arguments>&quot;/opt/a&amp;b/$x/50%/bin.js&quot; watch --progress lines</Arguments></Exec>",
  );
  expect(service.content).toContain("<LogonTrigger>");
  expect(service.install[0]).toEqual([
    "schtasks",
    "/Create",
    "/TN",
    "Stint watch",
    "/XML",
    service.file,
    "/F",
  ]);
});

test.each(["linux", "darwin", "win32"])("on %s no token is written", (platform) => {
  const service = serviceFor({ env, platform, program, userId: 7 }, "/state");
  expect(JSON.stringify(service)).not.toContain("stint_secret");
});

/** A machine whose `systemctl` notes what it is asked, and fails where it is told to. */
function aMachine(failsAt = "nothing") {
  const home = aFolder();
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  const log = path.join(home, "asked");
  const script = `#!/bin/sh\necho "$*" >> '${log}'\ncase "$*" in *${failsAt}*) echo "Failed to connect to bus" >&2; exit 1;; esac\n`;
  writeFileSync(path.join(bin, "systemctl"), script);
  chmodSync(path.join(bin, "systemctl"), 0o755);
  const io = anIo({ HOME: home, PATH: `${bin}:${process.env["PATH"]}` });
  const state = io.env["STINT_HOME"] ?? "";
  const unit = path.join(home, ".config/systemd/user/stint-watch.service");
  const login = () =>
    writeCredentials(state, {
      url: "http://127.0.0.1:9",
      token: "stint_secret",
      machine: { id: "m", name: "box" },
      workspace: { id: "w", slug: "acme", name: "Acme" },
      host: "",
    });
  const asked = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
  return { io, unit, login, asked };
}

test("a service is shown, written and started, and removed without a trace", async () => {
  const { io, unit, login, asked } = aMachine();
  login();
  expect(await watch(["--install-service", "--dry-run"], io)).toBe(0);
  expect(io.out()).toContain('+ ExecStart="/opt/node/bin/node" "/opt/stint/bin.js" watch');
  expect([existsSync(unit), asked()]).toEqual([false, []]);

  expect(await watch(["--install-service"], io)).toBe(0);
  expect(readFileSync(unit, "utf8")).toContain("ExecStart=");
  expect(readFileSync(unit, "utf8")).not.toContain("stint_secret");
  expect(asked()).toEqual([
    "--user daemon-reload",
    "--user enable stint-watch.service",
    "--user restart stint-watch.service",
  ]);
  expect(await watch(["--uninstall-service"], io)).toBe(0);
  expect(existsSync(unit)).toBe(false);
  expect(asked().slice(3)).toEqual([
    "--user disable --now stint-watch.service",
    "--user daemon-reload",
  ]);
  expect(await watch(["--uninstall-service"], io)).toBe(0);
  expect(io.out()).toContain("There is no service.");
});

test("where systemd cannot be asked, nothing stays and the way out is said", async () => {
  const { io, unit, login } = aMachine("enable");
  login();
  await expect(watch(["--install-service"], io)).rejects.toMatchObject({
    message: "`systemctl --user enable stint-watch.service` failed: Failed to connect to bus.",
    hint: expect.stringContaining("nohup stint watch"),
    exitCode: 1,
  });
  expect(existsSync(unit)).toBe(false);
});

test("without systemd at all it says so as well", async () => {
  const { io, unit } = aMachine();
  const service = serviceFor({ ...io, userId: 1 }, "/state");
  const none = { ...io, env: { ...io.env, PATH: "/nowhere" } };
  await expect(installService(none, service)).rejects.toThrow(/systemctl.* failed: spawn/);
  expect(existsSync(unit)).toBe(false);
});

test("a service needs a stored login", async () => {
  const { io } = aMachine();
  io.env["STINT_TOKEN"] = "stint_secret";
  await expect(watch(["--install-service"], io)).rejects.toMatchObject({ exitCode: 3 });
});
