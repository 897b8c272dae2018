/**
 * How to reach an agent's API, from flags and from the environment that the agents' own command lines read.
 * Only a flag (`--http`, `--rpc`) makes the environment count; each other flag goes before its variable.
 */
import { readFile } from "node:fs/promises";
import { formatAddress, parseHostPort } from "../base/address.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { parseApiUrl } from "../consul/apiUrl.ts";
import type { ApiAccess, AttachRequest, TlsIdentity } from "../view/workerProtocol.ts";

export interface ApiFlags {
  /** The address, or `true` to take it from the environment. */
  readonly http?: string | true;
  readonly rpc?: string | true;
  readonly tokenFile?: string;
  readonly authFile?: string;
  readonly caFile?: string;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
  readonly tlsServerName?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an attach request needs to know of an API. */
export interface ApiPlace {
  readonly place: string;
  readonly kind: AttachRequest["kind"];
  readonly seed: AttachRequest["seed"];
  readonly api: ApiAccess;
}

/** Reads the files that flags and variables name; undefined when no API is asked for. */
export async function apiPlace(
  flags: ApiFlags,
  environment: Environment,
): Promise<Result<ApiPlace | undefined, string>> {
  if (flags.http !== undefined && flags.rpc !== undefined)
    return fail("--http and --rpc are two ways to ask; give one of them");
  if (flags.http !== undefined) return consulPlace(flags, flags.http, environment);
  if (flags.rpc !== undefined) return serfPlace(flags, flags.rpc, environment);
  return ok(undefined);
}

/** Source: consul api/api.go, the names of the variables. */
async function consulPlace(
  flags: ApiFlags,
  given: string | true,
  environment: Environment,
): Promise<Result<ApiPlace, string>> {
  const isTls = /^(1|t|true)$/i.test(environment["CONSUL_HTTP_SSL"] ?? "");
  const url = parseApiUrl(
    given === true ? (environment["CONSUL_HTTP_ADDR"] ?? "127.0.0.1:8500") : given,
    isTls,
  );
  if (!url.ok) return url;
  const token = await consulToken(flags, environment);
  if (!token.ok) return token;
  const tls = await tlsIdentity(flags, environment);
  if (!tls.ok) return tls;
  const secret = token.value === undefined ? {} : { token: new TextEncoder().encode(token.value) };
  const { host, port } = url.value;
  return ok({
    place: url.value.url,
    kind: "consul",
    seed: { host, port },
    api: { kind: "consulHttp", url: url.value.url, tls: tls.value, ...secret },
  });
}

async function consulToken(
  { tokenFile }: ApiFlags,
  environment: Environment,
): Promise<Result<string | undefined, string>> {
  const file = tokenFile ?? environment["CONSUL_HTTP_TOKEN_FILE"];
  const text = file === undefined ? ok(environment["CONSUL_HTTP_TOKEN"] ?? "") : await read(file, "token");
  if (!text.ok) return text;
  const token = text.value.trim();
  if (/[^\x21-\x7e]/.test(token)) return fail("the token has characters that no token has");
  return ok(token === "" ? undefined : token);
}

async function tlsIdentity(flags: ApiFlags, environment: Environment): Promise<Result<TlsIdentity, string>> {
  const files = {
    ca: flags.caFile ?? environment["CONSUL_CACERT"],
    clientCertificate: flags.clientCertFile ?? environment["CONSUL_CLIENT_CERT"],
    clientKey: flags.clientKeyFile ?? environment["CONSUL_CLIENT_KEY"],
  };
  const serverName = flags.tlsServerName ?? environment["CONSUL_TLS_SERVER_NAME"];
  const identity: Record<string, string> = serverName === undefined ? {} : { serverName };
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined || file === "") continue;
    const text = await read(file, "PEM");
    if (!text.ok) return text;
    identity[name] = text.value;
  }
  return ok(identity);
}

/** Source: serf cmd/serf/command, RPCAddrFlag and RPCAuthFlag. */
async function serfPlace(
  { authFile }: ApiFlags,
  given: string | true,
  environment: Environment,
): Promise<Result<ApiPlace, string>> {
  const text = given === true ? (environment["SERF_RPC_ADDR"] ?? "127.0.0.1:7373") : given;
  const seed = parseHostPort(text, 7373);
  if (!seed.ok) return seed;
  const file = authFile === undefined ? ok(environment["SERF_RPC_AUTH"] ?? "") : await read(authFile, "auth");
  if (!file.ok) return file;
  const key = file.value.trim();
  const secret = key === "" ? {} : { authKey: new TextEncoder().encode(key) };
  const { host, port } = seed.value;
  return ok({
    place: formatAddress({ ip: host, port }),
    kind: "serf",
    seed: seed.value,
    api: { kind: "serfRpc", ...secret },
  });
}

/** The error names the file, never what is in it. */
async function read(file: string, what: string): Promise<Result<string, string>> {
  try {
    return ok(await readFile(file, "utf8"));
  } catch (error) {
    return fail(`cannot read the ${what} file: ${error instanceof Error ? error.message : file}`);
  }
}
