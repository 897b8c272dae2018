/**
 * Real agents for tests: which are installed, started on loopback addresses of their own, stopped by process id.
 * Every log line is kept, so that a test can say what an agent thought of us.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

export type AgentProgram = "serf" | "serf-0.10" | "consul";

const PLACES: Readonly<Record<AgentProgram, readonly string[]>> = {
  serf: ["/usr/bin/serf", "/usr/local/bin/serf"],
  "serf-0.10": [".vscode-test/agents/serf-0.10/usr/bin/serf"],
  consul: [".vscode-test/agents/consul/usr/bin/consul", "/usr/bin/consul"],
};

/** Where a program is, or undefined when it is not on this machine. */
export function findAgent(program: AgentProgram): string | undefined {
  return PLACES[program].map((place) => path.resolve(place)).find((place) => existsSync(place));
}

/**
 * Whether a test has to be skipped because `available` is false; throws instead where REQUIRE names the part.
 * Use as `it.skipIf(skip("interop", findAgent("serf") !== undefined, "serf is not installed"))`.
 */
export function skip(part: "interop" | "netns" | "vscode", available: boolean, reason: string): boolean {
  if (available) return false;
  if ((process.env["REQUIRE"] ?? "").split(",").includes(part))
    throw new Error(`${part} is required, but ${reason}`);
  console.warn(`skipped: ${part}: ${reason}`);
  return true;
}

/** A member list entry as `serf members -format=json` and `/v1/agent/members` agree on it. */
export interface ListedMember {
  readonly name: string;
  readonly address: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RunningAgent {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly pid: number;
  /** All output so far. */
  log(): string;
  members(wan?: boolean): Promise<ListedMember[]>;
  /** Runs the agent's own command line against it and gives back stdout. */
  command(...args: string[]): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Polls until `check` gives something other than undefined or false; the error names what was waited for, as of then. */
export async function eventually<T>(
  what: string | (() => string),
  check: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) {
      throw new Error(`waited ${timeoutMs} ms for: ${typeof what === "string" ? what : what()}`);
    }
    await pause(50);
  }
}

export interface SerfOptions {
  readonly name: string;
  readonly ip: string;
  readonly program?: "serf" | "serf-0.10";
  readonly port?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly key?: string;
  readonly join?: string;
  readonly args?: readonly string[];
  /** Hears each line of the agent's log as it arrives. */
  readonly onLine?: (line: string) => void;
}

/** Starts `serf agent` and waits until its RPC answers (and, with `join`, until it is in the pool). */
export async function startSerf(options: SerfOptions): Promise<RunningAgent> {
  const { name, ip, port = 7946 } = options;
  const program = findAgent(options.program ?? "serf");
  if (program === undefined) throw new Error(`${options.program ?? "serf"} is not installed`);
  const rpc = `${ip}:7373`;
  const args = ["agent", `-node=${name}`, `-bind=${ip}:${port}`, `-rpc-addr=${rpc}`, "-log-level=debug"];
  for (const [tag, value] of Object.entries(options.tags ?? {})) args.push("-tag", `${tag}=${value}`);
  if (options.key !== undefined) args.push(`-encrypt=${options.key}`);
  if (options.join !== undefined) args.push(`-retry-join=${options.join}`, "-retry-interval=1s");
  const child = launch(program, [...args, ...(options.args ?? [])], undefined, options.onLine);
  const command = async (...words: string[]): Promise<string> =>
    (await run(program, [words[0] ?? "", `-rpc-addr=${rpc}`, ...words.slice(1)])).stdout;
  const members = async (): Promise<ListedMember[]> => {
    const list = JSON.parse(await command("members", "-format=json")) as {
      members: { name: string; addr: string; status: string; tags: Record<string, string> | null }[];
    };
    return list.members.map(({ addr, tags, ...rest }) => ({ ...rest, address: addr, tags: tags ?? {} }));
  };
  const agent = { ...child, name, ip, port, command, members };
  const wanted = options.join === undefined ? 1 : 2;
  await eventually(
    () => `${name} to answer: ${child.log().slice(-1_000)}`,
    async () => {
      const list = await members().catch(() => []);
      return list.filter(({ status }) => status === "alive").length >= wanted;
    },
  );
  return agent;
}

export interface ConsulOptions {
  readonly name: string;
  readonly ip: string;
  readonly datacenter: string;
  readonly server?: boolean;
  /** Base64. */
  readonly key?: string;
  readonly join?: string;
  readonly joinWan?: string;
  readonly bootstrapExpect?: number;
  /** With which its HTTP API is asked, where ACLs want one. */
  readonly token?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Starts `consul agent` and waits until its HTTP API lists it as alive. */
export async function startConsul(options: ConsulOptions): Promise<RunningAgent & { http: string }> {
  const program = findAgent("consul");
  if (program === undefined) throw new Error("consul is not installed");
  const { name, ip } = options;
  const folder = mkdtempSync(path.join(tmpdir(), "lk-consul-"));
  const http = `http://${ip}:8500`;
  writeFileSync(path.join(folder, "agent.json"), JSON.stringify(consulConfig(options, folder)));
  const child = launch(
    program,
    ["agent", `-config-file=${path.join(folder, "agent.json")}`, "-log-level=debug"],
    folder,
  );
  const headers = options.token === undefined ? {} : { "x-consul-token": options.token };
  const members = async (wan = false): Promise<ListedMember[]> => {
    const answer = await fetch(`${http}/v1/agent/members${wan ? "?wan=1" : ""}`, { headers });
    const list = (await answer.json()) as {
      Name: string;
      Addr: string;
      Port: number;
      Status: number;
      Tags: Record<string, string>;
    }[];
    const statuses = ["none", "alive", "leaving", "left", "failed"];
    return list.map(({ Name, Addr, Port, Status, Tags }) => ({
      name: Name,
      address: `${Addr}:${Port}`,
      status: statuses[Status] ?? "none",
      tags: Tags,
    }));
  };
  const command = async (...words: string[]): Promise<string> => {
    // Flags stand behind the whole subcommand: `consul operator raft list-peers -http-addr=…`.
    const verbs = words[0] === "operator" ? 3 : 1;
    return (await run(program, [...words.slice(0, verbs), `-http-addr=${http}`, ...words.slice(verbs)]))
      .stdout;
  };
  await eventually(
    () => `${name} to answer: ${child.log().slice(-1_000)}`,
    async () => {
      const list = await members().catch(() => []);
      return list.some((member) => member.name === name && member.status === "alive");
    },
  );
  return { ...child, name, ip, port: 8301, command, members, http };
}

function consulConfig(options: ConsulOptions, folder: string): Record<string, unknown> {
  const { name, ip, datacenter, server = false, key, join, joinWan, bootstrapExpect } = options;
  return {
    datacenter,
    node_name: name,
    server,
    data_dir: folder,
    bind_addr: ip,
    client_addr: ip,
    disable_update_check: true,
    disable_host_node_id: true,
    ports: { dns: -1, grpc: -1 },
    performance: { raft_multiplier: 1 },
    ...(server ? { bootstrap_expect: bootstrapExpect ?? 1 } : {}),
    ...(key === undefined ? {} : { encrypt: key }),
    ...(join === undefined ? {} : { retry_join: [join], retry_interval: "1s" }),
    ...(joinWan === undefined ? {} : { retry_join_wan: [joinWan], retry_interval_wan: "1s" }),
    ...options.extra,
  };
}

/** Starts a child whose output is kept; `folder` is removed when it has stopped. */
function launch(
  program: string,
  args: readonly string[],
  folder?: string,
  onLine?: (line: string) => void,
): Pick<RunningAgent, "pid" | "log" | "signal" | "stop"> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  if (onLine !== undefined) createInterface({ input: child.stdout }).on("line", onLine);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    pid: child.pid ?? -1,
    log: () => output,
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await gone;
      running.delete(child);
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
