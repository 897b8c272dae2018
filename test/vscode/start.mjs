/**
 * `npm start`: builds what is stale, starts two small datacenters of our own on loopback, and opens VS Code with
 * the extension and a demo workspace. Ctrl-C ends all of it.
 *
 *   --port N  --host H  --folder DIR  --browser  --vscode VERSION  --vsix FILE
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, statSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    port: { type: "string" },
    host: { type: "string" },
    folder: { type: "string" },
    browser: { type: "boolean", default: false },
    vscode: { type: "string" },
    vsix: { type: "string" },
  },
});
const started = performance.now();
const endings = [];

process.once("SIGINT", () => void end(0));
process.once("SIGTERM", () => void end(0));

try {
  install();
  must("node", ["esbuild.mjs", "--if-stale"], "build");
  startCluster();
  const folder = flags.folder === undefined ? await demoFolder() : path.resolve(flags.folder);
  if (onPath("code") && !flags.browser) openDesktop(folder);
  else await openServer(folder);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/** npm's packages, when they are missing or older than the lock file. */
function install() {
  // npm would empty the folder that a link leads to, which belongs to another checkout.
  if (lstatSync("node_modules", { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const mark = "node_modules/.package-lock.json";
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync("package-lock.json").mtimeMs) return;
  say("installing packages");
  must("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm ci");
}

/** Two datacenters of three members each, by our own test cluster. */
function startCluster() {
  const words = ["dist/lanekeeper.mjs", "cluster", "start", "--name", "demo", "--product", "serf"];
  words.push("--dc", "dc1=0+3,dc2=0+3", "--range", "127.71.0.0/16");
  const cluster = spawn("node", words, { stdio: ["ignore", "ignore", "inherit"] });
  const gone = new Promise((resolve) => cluster.once("exit", resolve));
  endings.push(() => {
    cluster.kill("SIGTERM");
    return gone;
  });
  say("a test cluster of two datacenters: observe 127.71.1.1:7946 or 127.71.2.1:7946");
}

async function demoFolder() {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), "lk-demo-")), "lanekeeper-demo");
  await cp("test/vscode/demo", folder, { recursive: true });
  endings.push(() => rm(path.dirname(folder), { recursive: true, force: true }));
  const readme = path.join(folder, "README.md");
  const here = `node ${path.resolve("dist/lanekeeper.mjs")}`;
  await writeFile(readme, (await readFile(readme, "utf8")).replaceAll("`lanekeeper ", `\`${here} `));
  return folder;
}

function openDesktop(folder) {
  say("opening VS Code; press Ctrl-C here to end the demo's cluster");
  spawnSync("code", [`--extensionDevelopmentPath=${path.resolve(".")}`, "--new-window", folder], {
    stdio: "inherit",
  });
  endings.push(keepRunning());
}

async function openServer(folder) {
  if (process.platform !== "linux")
    throw new Error("Install VS Code so that `code` is on PATH, then run npm start again.");
  const { bootServer, installServer } = await import("./server.mjs");
  const server = await installServer(say, flags.vscode);
  const booted = await bootServer(server, {
    folder,
    ...(flags.port === undefined ? {} : { port: Number(flags.port) }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.vsix === undefined ? { extension: path.resolve(".") } : { vsix: path.resolve(flags.vsix) }),
  });
  endings.push(() => booted.stop());
  say("VS Code runs; Ctrl-C ends it\n");
  console.log(booted.url());
  endings.push(keepRunning());
}

/** Holds the process until it is told to end. */
function keepRunning() {
  const timer = setInterval(() => {}, 60_000);
  return () => clearInterval(timer);
}

async function end(code) {
  for (const ending of endings.splice(0).reverse()) await ending();
  process.exit(code);
}

function must(command, words, what) {
  if (spawnSync(command, words, { stdio: "inherit" }).status !== 0) throw new Error(`${what} failed`);
}

function onPath(command) {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(path.join(folder, command)));
}

function say(step) {
  console.log(`${((performance.now() - started) / 1_000).toFixed(1)} s  ${step}`);
}
