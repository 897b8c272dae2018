/**
 * `npm test`: installs what is missing, builds, checks, and runs every kind of test; prints how long each part took.
 * Starts with nothing but Node. REQUIRE=interop,netns,vscode turns a skip of those parts into a failure.
 *
 *   node test/run.mjs [--full] [part …]     parts: install agents build check unit interop netns e2e
 */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";

const full = process.argv.includes("--full");
const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const env = { ...process.env, npm_config_update_notifier: "false", LK_FULL: full ? "1" : "0" };
const totals = { passed: 0, failed: 0, skipped: 0 };
const RESULTS = "out/results";

const PARTS = {
  install: () => npmInstall(),
  agents: () => installAgents(),
  build: () => run("node", ["esbuild.mjs", "--notices"]),
  check: () => run("npm", ["run", "--silent", "check"]),
  unit: () =>
    vitest("unit", [
      "test/engine",
      "test/extension",
      "test/webview",
      "test/simulation",
      "test/house",
      "test/syntaxes",
    ]),
  // Real agents gossip by chance, and a browser paints when it can: what fails once is tried once more, and says so.
  // The whole file, since its tests go on from where the one before left the pool.
  interop: () => vitest("interop", ["test/interop"], { isTriedAgain: true }),
  // Agents mostly wait for each other: more labs than cores at a time.
  netns: () => vitest("netns", ["test/netns"], { isTriedAgain: true, flags: ["--maxWorkers=4"] }),
  e2e: () => vitest("e2e", ["test/e2e"], { isTriedAgain: true }),
};

mkdirSync(RESULTS, { recursive: true });
const minutes = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n== ${name}`);
  const started = performance.now();
  const good = part();
  minutes.push(`${name} ${((performance.now() - started) / 60_000).toFixed(1)} min${good ? "" : " FAILED"}`);
  if (!good && totals.failed === 0) totals.failed = 1;
  if (!good && ["install", "build"].includes(name)) break;
}
console.log(`\n${minutes.join(" · ")}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function run(command, words, extra = {}) {
  return spawnSync(command, words, { stdio: "inherit", env: { ...env, ...extra } }).status === 0;
}

/** npm ci, unless node_modules is at least as new as the lock file. */
function npmInstall() {
  // npm would empty the folder that a link leads to, which belongs to another checkout.
  if (lstatSync("node_modules", { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const mark = "node_modules/.package-lock.json";
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync("package-lock.json").mtimeMs) return true;
  return run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

/** Debian's packages when we may install them; otherwise says which are missing, and the tests skip with a reason. */
function installAgents() {
  const wanted = {
    serf: "serf",
    chromium: "chromium",
    nft: "nftables",
    iptables: "iptables",
    ip: "iproute2",
    conntrack: "conntrack",
    shellcheck: "shellcheck",
    jq: "jq",
    curl: "curl",
  };
  const missing = Object.entries(wanted)
    .filter(([command]) => !onPath(command))
    .map(([, name]) => name);
  const debian = process.platform === "linux" && onPath("apt-get");
  const root = process.getuid?.() === 0;
  if (missing.length > 0 && !(debian && root)) {
    console.log(`missing: ${missing.join(" ")}. On Debian: sudo apt-get install ${missing.join(" ")}`);
    return true;
  }
  const apt = { DEBIAN_FRONTEND: "noninteractive" };
  if (missing.length > 0) {
    if (!run("apt-get", ["update", "-qq"])) return false;
    if (!run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], apt)) return false;
  }
  if (!debian || !root) return true;
  return (
    unpacked("bullseye", ".vscode-test/agents/consul", "consul") &&
    unpacked("trixie", ".vscode-test/agents/serf-0.10", "serf")
  );
}

/** A package of another Debian suite, beside the system's own. */
function unpacked(suite, folder, name) {
  return existsSync(folder) || run("sh", ["test/agents/fetch.sh", suite, folder, name]);
}

function onPath(command) {
  return (env.PATH ?? "").split(":").some((folder) => existsSync(path.join(folder, command)));
}

/** Runs the test files below the folders that exist and adds up what they report. */
function vitest(name, folders, { isTriedAgain = false, flags = [] } = {}) {
  const present = folders.filter((folder) => existsSync(folder));
  if (present.length === 0) return true;
  let { good, files } = vitestOnce(name, present, flags);
  const failed = files.filter(({ status }) => status === "failed").map((file) => file.name);
  if (isTriedAgain && failed.length > 0) {
    console.log(`\n== ${name}, once more, each file from its start:\n${failed.join("\n")}`);
    const again = vitestOnce(`${name}-again`, failed, flags);
    good = again.good;
    files = [...files.filter((file) => !failed.includes(file.name)), ...again.files];
  }
  for (const { status } of files.flatMap(({ assertionResults }) => assertionResults)) {
    totals[status === "passed" || status === "failed" ? status : "skipped"] += 1;
  }
  return good && files.length > 0;
}

function vitestOnce(name, files, more) {
  const report = path.join(RESULTS, `${name}.json`);
  rmSync(report, { force: true });
  const flags = ["--passWithNoTests", "--reporter=default", "--reporter=json", `--outputFile=${report}`];
  const good = run("npx", ["vitest", "run", ...flags, ...more, ...files]);
  return { good, files: existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [] };
}
