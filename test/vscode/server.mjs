/**
 * A real VS Code without a download host: the workbench and server that the npm package `code-server` carries in
 * lib/vscode, installed once into .vscode-test/ and booted on loopback. Used by `npm start` and by the end-to-end tests.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** The last one that runs on Node 20. */
export const VSCODE_VERSION = "4.100.3";
/** Raise when the steps below change, so that older caches are not used. */
const RECIPE = 1;

/** Native modules that would need a compiler, and what stands in for them. */
const STAND_INS = {
  "@vscode/deviceid": "exports.getDeviceId = async () => 'lanekeeper-test';",
  "@vscode/native-watchdog": "exports.start = () => {};",
  "native-watchdog": "exports.start = () => {};",
  kerberos: "throw new Error('kerberos is left out');",
  "@vscode/windows-mutex": "throw new Error('for Windows only');",
  "@vscode/windows-process-tree": "throw new Error('for Windows only');",
  "@vscode/windows-registry": "throw new Error('for Windows only');",
};

/**
 * Appends to the log file, as the native logger does; without it output channels stay empty. Each name is exported by
 * itself: VS Code imports it as a module, and Node finds no names in an object that holds a class.
 */
const LOGGER = `
const fs = require("fs"), path = require("path");
const NAMES = ["trace", "debug", "info", "warning", "error", "critical"];
class Logger {
  constructor(file) { this.file = file; this.level = 2; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  log(level, text) {
    if (level < this.level || this.dropped) return;
    const stamp = new Date().toISOString().replace("T", " ").slice(0, 23);
    fs.appendFileSync(this.file, this.plain ? text : stamp + " [" + NAMES[level] + "] " + text + "\\n");
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() { this.dropped = true; }
}
for (const [level, name] of [[0, "trace"], [1, "debug"], [2, "info"], [3, "warn"], [4, "error"], [5, "critical"]]) {
  Logger.prototype[name] = function (text) { this.log(level, text); };
}
const make = async (_name, file) => new Logger(file);
exports.Logger = class extends Logger { constructor(_type, _name, file) { super(file); } };
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = make;
exports.createAsyncRotatingLogger = make;
`;

/** The folder of an installed server; installs it first when it is not there. `say` hears each step. */
export async function installServer(say, version = VSCODE_VERSION) {
  const name = `server-${version}-r${RECIPE}-${process.platform}-${process.arch}`;
  const folder = path.resolve(".vscode-test", name);
  if (existsSync(path.join(folder, ".ready"))) {
    await writeStandIns(folder);
    return folder;
  }
  await mkdir(".vscode-test", { recursive: true });
  const work = await mkdtemp(path.resolve(".vscode-test", `${name}-`));
  try {
    say(`fetching VS Code's server (code-server ${version}) from npm`);
    await unpack(version, work);
    say("installing its packages");
    await preparePackage(work);
    await npm(
      ["install", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"],
      work,
    );
    await writeStandIns(work);
    await writeFile(path.join(work, ".ready"), "");
    // Renamed at the end: an interrupted install is never used, and of two at once the first stays.
    await rename(work, folder).catch((error) => {
      if (!existsSync(path.join(folder, ".ready"))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function unpack(version, work) {
  const packed = await npm(["pack", `code-server@${version}`, "--silent"], work);
  const archive = path.join(work, packed.trim().split("\n").at(-1) ?? "");
  const words = [
    "-xzf",
    archive,
    "-C",
    work,
    "--strip-components=3",
    "--exclude=*.map",
    "package/lib/vscode",
  ];
  if (spawnSync("tar", words, { stdio: "inherit" }).status !== 0)
    throw new Error("could not unpack code-server");
  await rm(archive);
}

/** Leaves out what needs a compiler and takes prebuilt versions of what VS Code cannot start without. */
async function preparePackage(work) {
  const file = path.join(work, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  const leftOut = new Set([...Object.keys(STAND_INS), "@vscode/spdlog"]);
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !leftOut.has(name)),
  );
  manifest.dependencies["node-pty"] = "1.2.0-beta.15";
  if (manifest.dependencies["@vscode/ripgrep"]) {
    manifest.dependencies["@vscode/ripgrep"] = "1.18.0";
    manifest.overrides = { ...manifest.overrides, "@vscode/ripgrep": "1.18.0" };
  }
  await writeFile(file, JSON.stringify(manifest, null, 2));
  const lock = path.join(work, "npm-shrinkwrap.json");
  if (!existsSync(lock)) return;
  const pinned = JSON.parse(await readFile(lock, "utf8"));
  pinned.packages = Object.fromEntries(
    Object.entries(pinned.packages ?? {}).filter(([, { resolved = "" }]) => !resolved.startsWith("git")),
  );
  await writeFile(lock, JSON.stringify(pinned));
}

async function writeStandIns(work) {
  for (const [name, code] of Object.entries({ ...STAND_INS, "@vscode/spdlog": LOGGER })) {
    const folder = path.join(work, "node_modules", name);
    await mkdir(folder, { recursive: true });
    const manifest = path.join(folder, "package.json");
    if (!existsSync(manifest))
      await writeFile(manifest, JSON.stringify({ name, version: "0.0.0", main: "index.cjs" }));
    const file = path.join(folder, "index.cjs");
    if (!existsSync(file) || (await readFile(file, "utf8")) !== code) await writeFile(file, code);
  }
  const link = path.join(work, "node_modules.asar");
  if (!existsSync(link)) await symlink("node_modules", link);
}

function npm(words, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", words, { cwd, env: cleanEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`npm ${words[0]} failed (is the npm registry reachable?)\n${errors}`)),
    );
  });
}

/** What a child may inherit: nothing that makes it believe it runs inside another editor or npm script. */
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Boots the server and waits until it listens. `options`: folder (workspace), settings (user settings), port,
 * host, vsix (a file) or extension (a folder that was built), trusted (default true), env. Resolves to { port, dataFolder, url(payload), stop() }.
 */
export async function bootServer(server, options) {
  const home = await mkdtemp(path.join(tmpdir(), "lk-"));
  const dataFolder = path.join(home, "d");
  const settings = path.join(dataFolder, "data/User/settings.json");
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }));
  const host = options.host ?? "127.0.0.1";
  const places = ["--server-data-dir", dataFolder, "--extensions-dir", path.join(dataFolder, "ext")];
  const main = path.join(server, "out/server-main.js");
  const env = cleanEnvironment({ TMPDIR: home, EXTENSIONS_GALLERY: "{}", ...options.env });
  if (options.vsix !== undefined) installVsix(main, places, options.vsix, env);
  if (options.extension !== undefined) await linkExtension(path.join(dataFolder, "ext"), options.extension);
  const token =
    host === "127.0.0.1" ? ["--without-connection-token"] : ["--connection-token", crypto.randomUUID()];
  const words = [
    main,
    ...places,
    "--host",
    host,
    "--port",
    String(options.port ?? 0),
    ...token,
    "--accept-server-license-terms",
    "--telemetry-level",
    "off",
    "--disable-update-check",
    "--disable-getting-started-override",
    ...(options.trusted === false ? [] : ["--disable-workspace-trust"]),
  ];
  const child = spawn(process.execPath, words, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await stopGroup(child);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const port = await listening(child);
    const base = `http://${host}:${port}/?folder=${encodeURIComponent(options.folder)}${token.length > 1 ? `&tkn=${token[1]}` : ""}`;
    const url = (payload = []) =>
      `${base}&payload=${encodeURIComponent(JSON.stringify([["skipWelcome", "true"], ["skipReleaseNotes", "true"], ...payload]))}`;
    return { port, dataFolder, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "window.autoDetectColorScheme": false,
  "window.autoDetectHighContrast": false,
  "workbench.colorTheme": "Default Dark Modern",
  "security.workspace.trust.enabled": false,
  "extensions.ignoreRecommendations": true,
};

function installVsix(main, places, vsix, env) {
  const words = [main, ...places, "--install-extension", vsix, "--force"];
  const { stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  if (!/successfully installed/.test(stdout)) throw new Error(`VS Code refused ${vsix}: ${stdout}${stderr}`);
}

/**
 * A folder under development as an installed extension: picked up as it is, a reload takes a new build. (VS Code's own
 * development mode shows a theme of its own instead of the user's.)
 */
async function linkExtension(extensions, folder) {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  await mkdir(extensions, { recursive: true });
  await symlink(folder, path.join(extensions, `${publisher}.${name}-${version}`));
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const hear = (chunk) => {
      output += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) =>
      reject(new Error(`VS Code's server ended with ${code}:\n${output.slice(-2000)}`)),
    );
  });
}

/** Ends the whole process group: extension host, terminals and watchers are the server's children. */
async function stopGroup(child) {
  if (child.pid === undefined || child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Already gone.
    }
  };
  kill("SIGTERM");
  const late = setTimeout(() => kill("SIGKILL"), 2_000);
  await gone;
  clearTimeout(late);
  kill("SIGKILL");
}
