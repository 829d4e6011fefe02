import path from "node:path";
import { homeFolder } from "../runtimes/plain/home-root.ts";
import type { CommandIo } from "../output/command-io.ts";

/** What keeps `stint watch` running: a file of the operating system's, and what has to be run for it. */
export type Service = {
  name: string;
  file: string;
  content: string;
  /** Windows reads its own as UTF-16. */
  encoding: "utf8" | "utf16le";
  install: string[][];
  /** Each may fail: there may be nothing to end. */
  uninstall: string[][];
  /** What is run after the file is gone. */
  afterUninstall: string[][];
};

type Surroundings = Pick<CommandIo, "env" | "platform" | "program"> & { userId: number };

/** Where logs and state are; never a token. */
const kept = [
  "STINT_HOME",
  "STINT_URL",
  "CLAUDE_CONFIG_DIR",
  "CODEX_HOME",
  "GEMINI_DATA_DIR",
  "OPENCODE_DATA_DIR",
  "COPILOT_HOME",
  "QWEN_DATA_DIR",
  "QWEN_RUNTIME_DIR",
  "QWEN_HOME",
  "KIMI_SHARE_DIR",
  "KIMI_CODE_HOME",
  "GOOSE_PATH_ROOT",
  "AMP_DATA_DIR",
  "FACTORY_DIR",
  "CLINE_DIR",
  "CLINE_DATA_DIR",
  "XDG_DATA_HOME",
  "XDG_STATE_HOME",
  "XDG_CONFIG_HOME",
];

/** The service of the operating system that this is. */
export function serviceFor(io: Surroundings, folder: string): Service {
  if (io.platform === "darwin") return launchAgent(io, folder);
  if (io.platform === "win32") return scheduledTask(io, folder);
  return systemdUnit(io);
}

const watchWords = ["watch", "--progress", "lines"];

const variablesOf = ({ env }: Surroundings): [string, string][] =>
  kept.flatMap((name): [string, string][] => (env[name] ? [[name, env[name]]] : []));

const systemctl = (...words: string[]) => ["systemctl", "--user", ...words];

const systemdText = (text: string) =>
  `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', String.raw`\"`)
    .replaceAll("%", "%%")}"`;

/** A dollar sign would name a variable there. */
const systemdWord = (text: string) => systemdText(text).replaceAll("$", "$$$$");

function systemdUnit(io: Surroundings): Service {
  const config = io.env["XDG_CONFIG_HOME"] || path.join(homeFolder(io.env), ".config");
  const name = "stint-watch.service";
  const content = `[Unit]
Description=Stint: sends what this machine's coding agents use

[Service]
ExecStart=${[io.program.node, io.program.script].map(systemdWord).join(" ")} ${watchWords.join(" ")}
${variablesOf(io)
  .map(([key, value]) => `Environment=${systemdText(`${key}=${value}`)}\n`)
  .join("")}Restart=on-failure
RestartSec=30
# Wrong use and no login are not mended by another start.
RestartPreventExitStatus=2 3
Nice=5

[Install]
WantedBy=default.target
`;
  return {
    name,
    file: path.join(config, "systemd", "user", name),
    content,
    encoding: "utf8",
    install: [systemctl("daemon-reload"), systemctl("enable", name), systemctl("restart", name)],
    uninstall: [systemctl("disable", "--now", name)],
    afterUninstall: [systemctl("daemon-reload")],
  };
}

const xml = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

function launchAgent(io: Surroundings, folder: string): Service {
  const name = "dev.stint.watch";
  const file = path.posix.join(homeFolder(io.env), "Library", "LaunchAgents", `${name}.plist`);
  const words = [io.program.node, io.program.script, ...watchWords];
  const variables = variablesOf(io).map(
    ([key, value]) => `    <key>${key}</key><string>${xml(value)}</string>\n`,
  );
  const content = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${name}</string>
  <key>ProgramArguments</key>
  <array>
${words.map((one) => `    <string>${xml(one)}</string>\n`).join("")}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join("")}  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ThrottleInterval</key><integer>30</integer>
  <key>ProcessType</key><string>Background</string>
  <key>StandardErrorPath</key><string>${xml(path.posix.join(folder, "watch.log"))}</string>
</dict>
</plist>
`;
  const domain = `gui/${io.userId}`;
  return {
    name,
    file,
    content,
    encoding: "utf8",
    install: [["launchctl", "bootstrap", domain, file]],
    uninstall: [["launchctl", "bootout", `${domain}/${name}`]],
    afterUninstall: [],
  };
}

/** Variables are those of the user: a task has none of its own. */
function scheduledTask(io: Surroundings, folder: string): Service {
  const name = "Stint watch";
  const file = path.win32.join(folder, "stint-watch.xml");
  const words = [`"${io.program.script}"`, ...watchWords].join(" ");
  const content = `\uFEFF<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Stint: sends what this machine's coding agents use</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>${xml(io.program.node)}</Command><Arguments>${xml(words)}</Arguments></Exec>
  </Actions>
</Task>
`;
  return {
    name,
    file,
    content,
    encoding: "utf16le",
    install: [
      ["schtasks", "/Create", "/TN", name, "/XML", file, "/F"],
      ["schtasks", "/Run", "/TN", name],
    ],
    uninstall: [
      ["schtasks", "/End", "/TN", name],
      ["schtasks", "/Delete", "/TN", name, "/F"],
    ],
    afterUninstall: [],
  };
}
