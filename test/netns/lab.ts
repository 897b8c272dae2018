/**
 * Two subnets with a router between them, each host a network namespace of its own, and real agents in them:
 * what an agent sends crosses real links, and rules are applied exactly as generated. Needs root.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { eventually, findAgent, type AgentProgram } from "../agents/agents.ts";
import type { Driven } from "./drive.ts";

const run = promisify(execFile);

/** Why a lab can't be built here; undefined when it can. */
export function labObstacle(programs: readonly AgentProgram[], tools: readonly string[]): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "network namespaces need root on Linux";
  const places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin"];
  const tool = ["ip", ...tools].find((name) => !places.some((place) => existsSync(path.join(place, name))));
  if (tool !== undefined) return `${tool} is not installed`;
  const agent = programs.find((name) => findAgent(name) === undefined);
  if (agent !== undefined) return `${agent} is not installed`;
  // Test files run side by side, each in a process of its own.
  const probe = `lkf-probe-${process.pid}`;
  try {
    execFileSync("ip", ["netns", "add", probe], { stdio: "pipe" });
    execFileSync("ip", ["netns", "del", probe], { stdio: "pipe" });
    return undefined;
  } catch {
    return "this machine lets nobody make network namespaces";
  }
}

/** What a command in a namespace gave back; a failure is a result here, not an exception. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Hosts `a1`… stand in 10.77.1.0/24 and fd77:1::/64, hosts `b1`… in 10.77.2.0/24 and fd77:2::/64, each from .11 on. */
export class Lab {
  readonly folder = mkdtempSync(path.join(tmpdir(), "lkf-lab-"));
  private readonly hosts: string[] = [];
  private readonly etc: string[] = [];
  private readonly children = new Map<string, ChildProcess>();
  private readonly logs = new Map<string, string>();

  private readonly prefix: string;

  /** `prefix` and the process keep labs that run at the same time apart, those of another checkout too. */
  constructor(prefix: string) {
    this.prefix = `${prefix}-${process.pid}`;
  }

  async build(hosts: readonly string[]): Promise<void> {
    const router = `${this.prefix}-rt`;
    await ip("netns", "add", router);
    this.hosts.push("rt");
    mkdirSync(path.join(this.folder, "rt"));
    await ip(
      "netns",
      "exec",
      router,
      "sysctl",
      "-qw",
      "net.ipv4.ip_forward=1",
      "net.ipv6.conf.all.forwarding=1",
    );
    for (const subnet of [1, 2]) {
      await ip("-n", router, "link", "add", `br${subnet}`, "type", "bridge");
      await ip("-n", router, "addr", "add", `10.77.${subnet}.1/24`, "dev", `br${subnet}`);
      await ip("-n", router, "-6", "addr", "add", `fd77:${subnet}::1/64`, "dev", `br${subnet}`, "nodad");
      await ip("-n", router, "link", "set", `br${subnet}`, "up");
    }
    for (const host of hosts) await this.addHost(router, host);
  }

  /** The IPv4 address of a host. */
  ip(host: string): string {
    return `10.77.${subnetOf(host)}.${10 + Number(host.slice(1))}`;
  }

  ip6(host: string): string {
    return `fd77:${subnetOf(host)}::${10 + Number(host.slice(1))}`;
  }

  async exec(
    host: string,
    command: string,
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    const folder = path.join(this.folder, host);
    const options = {
      env: { ...process.env, LANEKEEPER_RUN: folder, ...env },
      cwd: folder,
      maxBuffer: 16 * 1_048_576,
    };
    try {
      const { stdout, stderr } = await run(
        "ip",
        ["netns", "exec", `${this.prefix}-${host}`, command, ...args],
        options,
      );
      return { code: 0, stdout, stderr };
    } catch (error) {
      const {
        code,
        stdout = "",
        stderr = "",
      } = error as { code?: unknown; stdout?: string; stderr?: string };
      return {
        code: typeof code === "number" ? code : -1,
        stdout,
        stderr: stderr === "" ? String(error) : stderr,
      };
    }
  }

  /** Writes a file that the host can see; gives back its path. */
  write(host: string, name: string, text: string): string {
    const file = path.join(this.folder, host, name);
    writeFileSync(file, text, { mode: 0o755 });
    return file;
  }

  /** Starts a program in a host's namespace; its output is kept. `name` tells several on one host apart. */
  start(host: string, name: string, program: string, args: readonly string[]): void {
    const child = spawn("ip", ["netns", "exec", `${this.prefix}-${host}`, program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: path.join(this.folder, host),
    });
    const keep = (chunk: Buffer): void =>
      void this.logs.set(name, (this.logs.get(name) ?? "") + chunk.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.children.set(name, child);
  }

  log(name: string): string {
    return this.logs.get(name) ?? "";
  }

  async stop(name: string, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.children.get(name);
    this.children.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await gone;
  }

  /** Gives a host its own copy of a folder below /etc, which `ip netns exec` puts over the machine's. */
  copyEtc(host: string, folder: string): void {
    const place = `/etc/netns/${this.prefix}-${host}`;
    mkdirSync(place, { recursive: true });
    cpSync(`/etc/${folder}`, `${place}/${folder}`, { recursive: true });
    this.etc.push(place);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.children.keys()].map((name) => this.stop(name)));
    for (const host of this.hosts) await ip("netns", "del", `${this.prefix}-${host}`).catch(() => undefined);
    for (const folder of [...this.etc, this.folder]) rmSync(folder, { recursive: true, force: true });
  }

  private async addHost(router: string, host: string): Promise<void> {
    const name = `${this.prefix}-${host}`;
    const subnet = subnetOf(host);
    await ip("netns", "add", name);
    this.hosts.push(host);
    mkdirSync(path.join(this.folder, host));
    await ip("-n", name, "link", "set", "lo", "up");
    await ip("-n", router, "link", "add", `v${host}`, "type", "veth", "peer", "name", "eth0", "netns", name);
    await ip("-n", router, "link", "set", `v${host}`, "master", `br${subnet}`, "up");
    await ip("-n", name, "addr", "add", `${this.ip(host)}/24`, "dev", "eth0");
    await ip("-n", name, "-6", "addr", "add", `${this.ip6(host)}/64`, "dev", "eth0", "nodad");
    await ip("-n", name, "link", "set", "eth0", "up");
    await ip("-n", name, "route", "add", "default", "via", `10.77.${subnet}.1`);
    await ip("-n", name, "-6", "route", "add", "default", "via", `fd77:${subnet}::1`);
  }
}

function subnetOf(host: string): 1 | 2 {
  return host.startsWith("a") ? 1 : 2;
}

function ip(...args: string[]): Promise<unknown> {
  return run("ip", args);
}

/** Plain Serf pools in a lab: one agent a host, called like it. */
export class SerfLab {
  readonly lab: Lab;

  constructor(
    prefix: string,
    private readonly program: "serf" | "serf-0.10" = "serf",
    /** `dual`: all listen on both, the first of each pool advertises IPv4, the others IPv6. */
    private readonly family: "IPv4" | "IPv6" | "dual" = "IPv4",
  ) {
    this.lab = new Lab(prefix);
  }

  /** The gossip address of a host's agent as it advertises it. */
  address(host: string): string {
    const isV6 = this.family === "IPv6" || (this.family === "dual" && !host.endsWith("1"));
    return isV6 ? `[${this.lab.ip6(host)}]:7946` : `${this.lab.ip(host)}:7946`;
  }

  /** Two pools apart, hosts a… and b…, with datacenters dc1 and dc2 in their tags. */
  async startPools(hosts: readonly string[], args: readonly string[] = []): Promise<void> {
    await this.lab.build(hosts);
    for (const host of hosts) this.startAgent(host, args);
    for (const host of hosts) {
      await eventually(
        `${host} to answer: ${this.lab.log(host)}`,
        async () => (await this.statuses(host)).size > 0,
      );
      const first = hosts.find((other) => other[0] === host[0]);
      if (first !== undefined && first !== host) await this.serf(host, "join", this.address(first));
    }
    await this.everywhere(hosts, "each pool by itself", (host) =>
      this.alive(
        host,
        hosts.filter((other) => other[0] === host[0]),
      ),
    );
  }

  startAgent(host: string, args: readonly string[] = []): void {
    const address = this.address(host);
    const bind = this.family === "dual" ? ["-bind=[::]:7946", `-advertise=${address}`] : [`-bind=${address}`];
    const tag = `dc=dc${host.startsWith("a") ? 1 : 2}`;
    const words = ["agent", `-node=${host}`, ...bind, "-tag", tag, "-log-level=debug", ...args];
    this.lab.start(host, host, this.binary(), words);
  }

  /** The accident: one join across. */
  async mix(hosts: readonly string[]): Promise<void> {
    await this.serf("a1", "join", this.address("b1"));
    await this.everywhere(hosts, "one mixed pool", (host) => this.alive(host, hosts));
  }

  serf(host: string, ...args: string[]): Promise<Outcome> {
    return this.lab.exec(host, this.binary(), args);
  }

  /** Name to status, as that host's agent says. */
  async statuses(host: string): Promise<Map<string, string>> {
    const { code, stdout } = await this.serf(host, "members", "-format=json");
    if (code !== 0) return new Map();
    const { members } = JSON.parse(stdout) as { members: { name: string; status: string }[] };
    return new Map(members.map(({ name, status }) => [name, status]));
  }

  /** Whether exactly these are alive in the host's list. */
  async alive(host: string, wanted: readonly string[]): Promise<boolean> {
    const alive = [...(await this.statuses(host))]
      .filter(([, status]) => status === "alive")
      .map(([name]) => name);
    return alive.sort().join() === [...wanted].sort().join();
  }

  /** Whether the host lists every member of the other side with one of these statuses. */
  async foreignAre(host: string, hosts: readonly string[], statuses: readonly string[]): Promise<boolean> {
    const seen = await this.statuses(host);
    return hosts
      .filter((other) => other[0] !== host[0])
      .every((other) => statuses.includes(seen.get(other) ?? "absent"));
  }

  async everywhere(
    hosts: readonly string[],
    what: string,
    check: (host: string) => Promise<boolean>,
    timeoutMs = 60_000,
  ): Promise<void> {
    await eventually(
      what,
      async () => {
        for (const host of hosts) if (!(await check(host))) return false;
        return true;
      },
      timeoutMs,
    );
  }

  /** Polls for that long that the check goes on holding. */
  async stays(
    hosts: readonly string[],
    what: string,
    check: (host: string) => Promise<boolean>,
    forMs: number,
  ): Promise<void> {
    const end = Date.now() + forMs;
    while (Date.now() < end) {
      for (const host of hosts) {
        if (!(await check(host)))
          throw new Error(
            `${what}: not any more on ${host}: ${JSON.stringify([...(await this.statuses(host))])}`,
          );
      }
      await pause(500);
    }
  }

  /** For the runbook: what each agent prints, and its program by name. */
  driven(hosts: readonly string[], env: Readonly<Record<string, string>> = {}): Driven {
    const print = async (host: string): Promise<string[]> => {
      const { code, stdout } = await this.serf(host, "members", "-format=json");
      return code === 0 ? [stdout] : [];
    };
    const path = `${this.binary().replace(/\/serf$/, "")}:${process.env["PATH"] ?? ""}`;
    return { lab: this.lab, hosts, print, member: (host) => host, env: () => ({ PATH: path, ...env }) };
  }

  private binary(): string {
    const place = findAgent(this.program);
    if (place === undefined) throw new Error(`${this.program} is not installed`);
    return place;
  }
}
