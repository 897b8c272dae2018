/** Watching pools through one agent's API: what we show is what the agent lists, and what it hides is said. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { attachPool } from "../../engine/entry/attach.ts";
import { observe } from "../../engine/entry/commands/observe.ts";
import type { PoolSource } from "../../engine/observer/source.ts";
import { memberRow, type MemberRow, type Plane, type PoolProblem } from "../../engine/view/view.ts";
import type { ApiAccess, AttachRequest, TlsIdentity } from "../../engine/view/workerProtocol.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";

const agents: RunningAgent[] = [];
const pools: PoolSource[] = [];
const noConsul = skip("interop", findAgent("consul") !== undefined, "consul 1.8.7 is not here");
const noSerf = skip("interop", findAgent("serf") !== undefined, "serf is not installed");

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.detach()));
  await Promise.all(agents.map((agent) => agent.stop()));
});

describe.skipIf(noConsul)("a Consul datacenter by HTTP", () => {
  let server: RunningAgent;
  let client: RunningAgent;

  beforeAll(async () => {
    server = await startConsul({ name: "srv", ip: "127.87.2.1", datacenter: "dc1", server: true });
    agents.push(server);
    client = await startConsul({ name: "cli", ip: "127.87.2.2", datacenter: "dc1", join: "127.87.2.1" });
    agents.push(client);
    await everySees([server, client], 2);
  });

  it("shows the LAN pool as the agent lists it, whole, with Raft's peers", async () => {
    const pool = await attached("http://127.87.2.1:8500");
    expect(shown(pool).map(({ name, address, state }) => ({ name, address, status: state }))).toEqual(
      sorted(await server.members()).map(({ name, address, status }) => ({ name, address, status })),
    );
    const view = pool.snapshot();
    expect(view.problems).toEqual([]);
    expect(view.vantages).toMatchObject([{ address: "http://127.87.2.1:8500" }]);
    expect(memberRow(view, view.vantages[0]?.member ?? -1).name).toBe("srv");
    expect(view.raft?.[0]?.peers).toMatchObject([
      { node: "srv", address: "127.87.2.1:8300", voter: true, leader: true },
    ]);
  });

  it("shows the WAN pool of a server, and says that a client is in none", async () => {
    const pool = await attached("http://127.87.2.1:8500", { plane: "wan" });
    expect(shown(pool).map(({ name, datacenter }) => ({ name, datacenter }))).toEqual([
      { name: "srv.dc1", datacenter: "dc1" },
    ]);
    expect(await refusal("http://127.87.2.2:8500", { plane: "wan" })).toMatchObject({
      kind: "notAgent",
      message: expect.stringContaining("is a client"),
    });
  });

  it("reads what the agent counts of its own gossip, and asks for it no more often than it is renewed", async () => {
    const pool = await attached("http://127.87.2.1:8500");
    const metrics = await eventually("the agent to have counted a round of gossip", async () => {
      const answer = await pool.agentMetrics?.();
      const told = answer?.kind === "told" ? answer.metrics : undefined;
      return told?.rows.some(({ name }) => name === "memberlist.gossip") === true ? told : undefined;
    });
    expect(metrics.agent).toBe("http://127.87.2.1:8500");
    expect(await pool.agentMetrics?.()).toEqual({ kind: "told", metrics });
  });

  it("sees a killed client fail", async () => {
    const pool = await attached("http://127.87.2.1:8500");
    client.signal("SIGKILL");
    await eventually(
      "the client to fail",
      () => Promise.resolve(shown(pool).some(({ name, state }) => name === "cli" && state === "failed")),
      40_000,
    );
  });

  it.each([
    ["http://127.87.2.1:8301", "Consul's gossip port"],
    ["http://127.87.2.1:8300", "Consul's server RPC port"],
    ["https://127.87.2.1:8500", "without TLS"],
    ["http://127.87.2.1:8499", "Nothing listens"],
  ])("says what is wrong with %s", async (url, words) => {
    expect((await refusal(url)).message).toContain(words);
  });
});

describe.skipIf(noConsul)("a Consul datacenter that denies by default", () => {
  const MANAGEMENT = "11111111-1111-1111-1111-111111111111";
  const acl = { enabled: true, default_policy: "deny", tokens: { master: MANAGEMENT, agent: MANAGEMENT } };
  const url = "http://127.87.3.1:8500";
  let server: RunningAgent;

  beforeAll(async () => {
    const shared = { datacenter: "dc1", token: MANAGEMENT, extra: { acl } };
    server = await startConsul({ ...shared, name: "srv", ip: "127.87.3.1", server: true });
    agents.push(server);
    const client = await startConsul({ ...shared, name: "cli", ip: "127.87.3.2", join: "127.87.3.1" });
    agents.push(client);
    await everySees([server, client], 2);
    await eventually("ACLs to be ready", async () => {
      const answer = await fetch(`${url}/v1/acl/tokens`, { headers: { "x-consul-token": MANAGEMENT } });
      return answer.ok;
    });
  });

  it("shows all of it to a management token", async () => {
    const pool = await attached(url, { token: MANAGEMENT });
    expect(shown(pool).map(({ name }) => name)).toEqual(["cli", "srv"]);
    expect(pool.snapshot().problems).toEqual([]);
  });

  it("says that everybody is hidden without a token, and that an unknown token is unknown", async () => {
    expect(await refusal(url)).toMatchObject({ kind: "forbidden", message: expect.stringContaining("hide") });
    expect(await refusal(url, { token: "22222222-2222-2222-2222-222222222222" })).toMatchObject({
      kind: "forbidden",
      message: expect.stringContaining("ACL not found"),
    });
  });

  it("says how many are hidden when the token may read the agent, but not every node", async () => {
    const token = await tokenFor('agent_prefix "" { policy = "read" } node "srv" { policy = "read" }');
    const pool = await attached(url, { token });
    expect(shown(pool).map(({ name }) => name)).toEqual(["srv"]);
    const [partial, raft] = pool.snapshot().problems;
    expect(partial).toMatchObject({
      kind: "partial",
      message: expect.stringContaining("1 of the 2 members"),
    });
    expect(raft).toMatchObject({ kind: "partial", message: expect.stringContaining("127.87.3.1:8300") });
    expect(pool.snapshot().vantages[0]?.partial).toContain("1 of the 2");
  });

  it("prints on the command line that the list is not whole", async () => {
    const token = await tokenFor('agent_prefix "" { policy = "read" }  node "srv" { policy = "read" }');
    const folder = mkdtempSync(path.join(tmpdir(), "lk-token-"));
    writeFileSync(path.join(folder, "token"), `${token}\n`);
    const printed: string[] = [];
    const write = (text: unknown): boolean => printed.push(String(text)) > 0;
    const [out, err] = (["stdout", "stderr"] as const).map((stream) =>
      vi.spyOn(process[stream], "write").mockImplementation(write),
    );
    const options = { http: url, tokenFile: path.join(folder, "token"), plane: "lan", once: true } as const;
    const code = await observe(
      undefined,
      { ...options, cidr: [], output: "json" },
      new Promise(() => undefined),
    );
    out?.mockRestore();
    err?.mockRestore();
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    const [partial, , json = ""] = printed;
    expect(partial).toContain("lists 1 of the 2 members");
    expect(JSON.parse(json)).toMatchObject({ pool: { isWhole: false }, members: [{ name: "srv" }] });
    expect(printed.join("")).not.toContain(token);
  });

  it("does not take a list for whole when nothing tells", async () => {
    const token = await tokenFor('node_prefix "" { policy = "read" }');
    const pool = await attached(url, { token });
    expect(shown(pool)).toHaveLength(2);
    expect(pool.snapshot().problems[0]).toMatchObject({
      kind: "partial",
      message: expect.stringContaining("cannot be told"),
    });
  });

  it("does not fill the agent's log with refusals", async () => {
    const token = await tokenFor('node_prefix "" { policy = "read" }');
    const refusals = (): number => server.log().split("Permission denied").length - 1;
    const pool = await attached(url, { token });
    const before = refusals();
    let answered = pool.snapshot().vantages[0]?.answeredAtMs ?? 0;
    for (let round = 0; round < 3; round += 1) {
      answered = await eventually("the next answer", () => {
        const at = pool.snapshot().vantages[0]?.answeredAtMs ?? 0;
        return Promise.resolve(at > answered && at);
      });
    }
    expect(refusals()).toBe(before);
  });

  async function tokenFor(rules: string): Promise<string> {
    const put = async (place: string, body: unknown): Promise<{ ID: string; SecretID: string }> => {
      const headers = { "x-consul-token": MANAGEMENT };
      const answer = await fetch(`${url}/v1/acl/${place}`, {
        method: "PUT",
        headers,
        body: JSON.stringify(body),
      });
      return (await answer.json()) as { ID: string; SecretID: string };
    };
    const policy = await put("policy", {
      Name: `p${rules.length}${Math.floor(performance.now())}`,
      Rules: rules,
    });
    return (await put("token", { Policies: [{ ID: policy.ID }] })).SecretID;
  }
});

describe.skipIf(noConsul)("a Consul server that has no leader", () => {
  it("shows its members at once, and says that Raft is not known", async () => {
    const options = { name: "srv", ip: "127.87.7.1", datacenter: "dc1", server: true, bootstrapExpect: 3 };
    agents.push(await startConsul(options));
    const pool = await attached("http://127.87.7.1:8500");
    expect(shown(pool).map(({ name, state }) => [name, state])).toEqual([["srv", "alive"]]);
    expect(pool.snapshot().raft).toBeUndefined();
    expect(pool.snapshot().problems).toMatchObject([
      { kind: "partial", message: expect.stringContaining("There is no leader now") },
    ]);
  });
});

describe.skipIf(noConsul)("a Consul agent behind TLS that wants a certificate", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "lk-tls-"));
  const url = "https://127.87.4.1:8501";
  let ours: { ca: string; clientCertificate: string; clientKey: string };

  beforeAll(async () => {
    makeCertificates(folder);
    const pem = (name: string): string => readFileSync(path.join(folder, name), "utf8");
    ours = { ca: pem("ca.pem"), clientCertificate: pem("client.pem"), clientKey: pem("client.key") };
    const extra = {
      ports: { dns: -1, grpc: -1, https: 8501 },
      ca_file: path.join(folder, "ca.pem"),
      cert_file: path.join(folder, "server.pem"),
      key_file: path.join(folder, "server.key"),
      verify_incoming_https: true,
    };
    agents.push(await startConsul({ name: "srv", ip: "127.87.4.1", datacenter: "dc1", server: true, extra }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("shows the pool with the CA, a certificate of ours and the name in the agent's", async () => {
    const pool = await attached(url, { tls: { ...ours, serverName: "server.dc1.consul" } });
    expect(shown(pool).map(({ name }) => name)).toEqual(["srv"]);
  });

  it("never goes on without verification", async () => {
    expect(await refusal(url)).toMatchObject({
      kind: "tls",
      message: expect.stringContaining("not trusted"),
    });
    expect(await refusal(url, { tls: ours })).toMatchObject({
      kind: "tls",
      message: expect.stringContaining("another name"),
    });
  });

  it("says when the agent wants a certificate of ours", async () => {
    const problem = await refusal(url, { tls: { ca: ours.ca, serverName: "server.dc1.consul" } });
    expect(problem).toMatchObject({ kind: "tls", message: expect.stringContaining("certificate of ours") });
  });

  it("says when http meets an HTTPS port", async () => {
    expect((await refusal("http://127.87.4.1:8501")).advice).toContain("https://");
  });
});

describe.skipIf(noSerf).each(["serf", "serf-0.10"] as const)("%s by RPC, with an auth key", (program) => {
  const net = program === "serf" ? "127.87.5" : "127.87.6";
  const isMissing = skip("interop", findAgent(program) !== undefined, `${program} is not installed`);
  const key = new TextEncoder().encode("hush-hush");
  const members: RunningAgent[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), "lk-rpc-"));

  beforeAll(async () => {
    if (isMissing) return;
    const config = path.join(folder, "serf.json");
    writeFileSync(config, JSON.stringify({ rpc_auth: "hush-hush" }));
    // The agent's own command line, which the test asks too, takes the key from here.
    process.env["SERF_RPC_AUTH"] = "hush-hush";
    for (const index of [1, 2, 3]) {
      const agent = await startSerf({
        program,
        name: `m${index}`,
        ip: `${net}.${index}`,
        tags: { dc: index === 3 ? "dc2" : "dc1", note: "größer" },
        args: [`-config-file=${config}`],
        ...(index === 1 ? {} : { join: `${net}.1` }),
      });
      members.push(agent);
      agents.push(agent);
    }
    await everySees(members, 3);
  });
  afterAll(() => {
    delete process.env["SERF_RPC_AUTH"];
    rmSync(folder, { recursive: true });
  });

  it.skipIf(isMissing)("shows the members as the agent lists them, and where they are", async () => {
    const pool = await attachedRpc(`${net}.1`, key);
    const [first] = members;
    expect(
      shown(pool).map(({ name, address, state, tags }) => ({
        name,
        address,
        status: state,
        tags: { ...tags },
      })),
    ).toEqual(
      sorted((await first?.members()) ?? []).map(({ name, address, status, tags }) => ({
        name,
        address,
        status,
        tags,
      })),
    );
    const view = pool.snapshot();
    expect(memberRow(view, view.vantages[0]?.member ?? -1).name).toBe("m1");
    expect(view.info.encrypted).toBe(false);
    // An agent knows where a member is once it has pinged it.
    await eventually("three coordinates", () => Promise.resolve(pool.snapshot().coordinates.size === 3));
  });

  it.skipIf(isMissing)("says that a key is missing, or is the wrong one", async () => {
    const missing = await attachPool(rpcRequest(`${net}.1`, 7373, undefined));
    const wrong = await attachPool(rpcRequest(`${net}.1`, 7373, new TextEncoder().encode("wrong")));
    expect(missing).toMatchObject({
      ok: false,
      error: { kind: "forbidden", message: expect.stringContaining("asks for") },
    });
    expect(wrong).toMatchObject({
      ok: false,
      error: { kind: "forbidden", message: expect.stringContaining("refuses") },
    });
  });

  it.skipIf(isMissing)("says that a gossip port is none", async () => {
    const port = await attachPool(rpcRequest(`${net}.1`, 7946, undefined));
    expect(port).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("Serf's gossip port") },
    });
  });

  it.skipIf(isMissing)("sees a killed agent fail", async () => {
    const pool = await attachedRpc(`${net}.1`, key);
    members[1]?.signal("SIGKILL");
    await eventually(
      "m2 to fail",
      () => Promise.resolve(shown(pool).some(({ name, state }) => name === "m2" && state === "failed")),
      40_000,
    );
  });
});

interface HttpOptions {
  readonly plane?: Plane;
  readonly token?: string;
  readonly tls?: TlsIdentity;
}

function httpRequest(url: string, { plane = "lan", token, tls = {} }: HttpOptions): AttachRequest {
  const secret = token === undefined ? {} : { token: new TextEncoder().encode(token) };
  const { hostname, port } = new URL(url);
  return request(plane, { host: hostname, port: Number(port) }, { kind: "consulHttp", url, tls, ...secret });
}

function rpcRequest(host: string, port: number, authKey: Uint8Array | undefined): AttachRequest {
  const secret = authKey === undefined ? {} : { authKey };
  return request("lan", { host, port }, { kind: "serfRpc", ...secret });
}

function request(plane: Plane, seed: AttachRequest["seed"], api: ApiAccess): AttachRequest {
  return {
    poolId: "api",
    poolName: "api",
    kind: api.kind === "consulHttp" ? "consul" : "serf",
    plane,
    environment: "development",
    seed,
    api,
    label: "",
    keys: [],
    confirmedCidrs: [],
    updatesPerSecondMax: 10,
    intervalMs: 1_000,
  };
}

async function attached(url: string, options: HttpOptions = {}): Promise<PoolSource> {
  return keep(await attachPool(httpRequest(url, options)));
}

async function attachedRpc(host: string, key: Uint8Array): Promise<PoolSource> {
  return keep(await attachPool(rpcRequest(host, 7373, key)));
}

function keep(result: Awaited<ReturnType<typeof attachPool>>): PoolSource {
  if (!result.ok) throw new Error(result.error.message);
  pools.push(result.value);
  return result.value;
}

async function refusal(url: string, options: HttpOptions = {}): Promise<PoolProblem> {
  const result = await attachPool(httpRequest(url, options));
  if (!result.ok) return result.error;
  await result.value.detach();
  throw new Error(`${url} answered`);
}

function shown(pool: PoolSource): MemberRow[] {
  const view = pool.snapshot();
  return sorted(Array.from({ length: view.count }, (_, id) => memberRow(view, id)));
}

function sorted<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function everySees(members: readonly RunningAgent[], count: number): Promise<void> {
  await eventually(`all to see ${count} members`, async () => {
    const lists = await Promise.all(members.map((member) => member.members()));
    return lists.every((list) => list.filter(({ status }) => status === "alive").length === count);
  });
}

/** A CA, and certificates for `server.dc1.consul` and for us. */
function makeCertificates(folder: string): void {
  const openssl = (...words: string[]): void =>
    void execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-days",
    "2",
    "-subj",
    "/CN=test CA",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  writeFileSync(path.join(folder, "server.ext"), "subjectAltName=DNS:server.dc1.consul\n");
  for (const name of ["server", "client"]) {
    openssl("req", ...key, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    const extensions = name === "server" ? ["-extfile", "server.ext"] : [];
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", ...extensions];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`);
  }
}
