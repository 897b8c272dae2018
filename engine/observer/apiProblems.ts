/** Each way in which an agent's API cannot be read, with its own words: what happened, where, and what to do. */
import type { PoolProblem } from "../view/view.ts";
import { usualService } from "./services.ts";

/** How a connection or a request failed, in the host's words. */
export type HostFailure =
  | "unresolved"
  | "refused"
  | "unreachable"
  | "timeout"
  | "closed"
  | "notHttp"
  | "plainServer"
  | "untrusted"
  | "wrongName"
  | "expired"
  | "clientCertificate"
  | "tooLarge"
  | "failed";

/** Why an address gave no answer at all; one without a scheme is an RPC port. `detail` is the system's own text. */
export function apiFailure(address: string, failure: HostFailure, detail: string): PoolProblem {
  const place = hostPort(address);
  const checkPort = address.includes("://") ? CHECK_API_PORT : CHECK_RPC_PORT;
  switch (failure) {
    case "unresolved":
      return problem(
        "unresolved",
        `The name in ${place} cannot be resolved.`,
        "Check it, or give an address.",
      );
    case "refused":
      return problem("noListener", `Nothing listens on ${place} (connection refused).`, checkPort);
    case "unreachable":
      return problem("unreachable", `${place} cannot be reached from this machine.`, CHECK_ROUTE);
    case "timeout":
      return problem("timeout", `${place} did not answer in time${looksLike(place)}.`, CHECK_ROUTE);
    case "closed":
      return problem(
        "notAgent",
        `${place} closed the connection without an answer${looksLike(place)}.`,
        checkPort,
      );
    case "notHttp":
      return problem("notAgent", `${place} does not answer in HTTP${looksLike(place)}.`, checkPort);
    case "plainServer":
      return problem("tls", `${place} answers without TLS.`, "Use http:// for this port, or its HTTPS port.");
    case "untrusted":
      return problem("tls", `The certificate of ${place} is not trusted: ${detail}.`, GIVE_CA);
    case "wrongName":
      return problem("tls", `The certificate of ${place} is for another name: ${detail}.`, GIVE_NAME);
    case "expired":
      return problem("tls", `The certificate of ${place} is not valid now: ${detail}.`, "Renew it.");
    case "clientCertificate":
      return problem("tls", `${place} asks for a certificate of ours, or refuses it.`, GIVE_CLIENT);
    case "tooLarge":
      return problem("tooLarge", `The answer of ${place} is refused: ${detail}.`, checkPort);
    case "failed":
      return problem("unreachable", `${place} could not be asked: ${detail}.`, CHECK_ROUTE);
  }
}

/** An HTTP status other than 200. `body` is the beginning of the agent's own text. */
export function httpRefusal(url: string, path: string, status: number, body: string): PoolProblem {
  const text = body.trim().slice(0, 200);
  if (status === 400 && /HTTP request to an HTTPS server/i.test(text)) {
    return problem("tls", `${url} is an HTTPS port.`, "Use https:// for this address.");
  }
  if (status === 403 && /ACL not found/i.test(text)) {
    return problem("forbidden", `${url} does not know the token (ACL not found).`, NEW_TOKEN);
  }
  if (status === 401 || status === 403) {
    const words = text === "" ? "" : `: ${text}`;
    return problem("forbidden", `${url} refuses ${path} (${status}${words}).`, GIVE_TOKEN);
  }
  if (status >= 500) {
    const words = `${url} could not answer ${path} (${status}: ${text})`;
    return problem("refused", `${words}.`, "See the agent's log.");
  }
  return problem(
    "notAgent",
    `${url} has no ${path} (${status}): it is no HTTP API of Consul.`,
    CHECK_API_PORT,
  );
}

/** An answer that is none of Consul's. */
export function notConsul(url: string, what: string): PoolProblem {
  return problem("notAgent", `${url} is no HTTP API of Consul: ${what}.`, CHECK_API_PORT);
}

export function isNomad(url: string): PoolProblem {
  return problem(
    "notAgent",
    `${url} is Nomad's HTTP API, which is not read here.`,
    "Observe Nomad's servers by their gossip port, 4648.",
  );
}

/** The list is empty although the agent itself is a member: ACLs hide everybody. */
export function allHidden(url: string): PoolProblem {
  return problem("forbidden", `${url} shows no member at all: its ACLs hide them.`, GIVE_TOKEN);
}

/** A client was asked for the WAN pool. */
export function notInWan(url: string): PoolProblem {
  return problem(
    "notAgent",
    `The agent at ${url} is a client: it is in no WAN pool.`,
    "Ask a server of Consul.",
  );
}

/** The agent counts more members than it lists. */
export function fewerThanCounted(url: string, listed: number, counted: number): PoolProblem {
  return partial(`${url} lists ${listed} of the ${counted} members that it counts: ACLs hide the others.`);
}

/** The agent says by a header that it filtered. */
export function filteredByHeader(url: string, listed: number): PoolProblem {
  return partial(`${url} lists ${listed} members and says that ACLs hide others.`);
}

/** Nothing tells whether the list is whole: the agent's own count may not be read. */
export function wholenessUnknown(url: string, listed: number): PoolProblem {
  return partial(`${url} lists ${listed} members; whether ACLs hide others cannot be told with this token.`);
}

/** Kind R of a mix can't be excluded without it. `leader` is told to everybody, "" when there is none. */
export function raftUnknown(url: string, why: string, leader: string | undefined): PoolProblem {
  const known =
    leader === undefined ? "" : leader === "" ? " There is no leader now." : ` Its leader is ${leader}.`;
  return problem(
    "partial",
    `Raft's peers are not known: ${url} ${why}.${known}`,
    "Without them a merged Raft is not excluded. Give a token that may read operator.",
  );
}

/** A Serf agent's RPC refused a command. Source: serf ipc.go. */
export function rpcRefusal(address: string, command: string, error: string): PoolProblem {
  if (/authentication required/i.test(error)) {
    return problem("forbidden", `The RPC port ${address} asks for its auth key.`, GIVE_AUTH_KEY);
  }
  if (/invalid authentication/i.test(error)) {
    return problem("forbidden", `The RPC port ${address} refuses the auth key.`, GIVE_AUTH_KEY);
  }
  return problem(
    "refused",
    `The RPC port ${address} refuses "${command}": ${error.slice(0, 200)}`,
    "See the log.",
  );
}

/** What came was no RPC of Serf's. */
export function notSerfRpc(address: string, what: string): PoolProblem {
  return problem(
    "notAgent",
    `${address} is no RPC port of Serf${looksLike(address)}: ${what}.`,
    CHECK_RPC_PORT,
  );
}

function looksLike(place: string): string {
  const service = usualService(place) ?? usualGossip(place);
  return service === undefined ? "" : `; that is usually ${service}`;
}

/** Source: default ports of serf, consul and nomad. */
function usualGossip(place: string): string | undefined {
  const port = Number(place.slice(place.lastIndexOf(":") + 1));
  if (port === 8301 || port === 8302) return "Consul's gossip port";
  if (port === 7946) return "Serf's gossip port";
  return port === 4648 ? "Nomad's gossip port" : undefined;
}

/** `host:port` of a URL; a place that is none stays. */
function hostPort(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

const CHECK_API_PORT = "Check host and port: Consul's HTTP API is on 8500, HTTPS often on 8501.";
const CHECK_RPC_PORT = "Check host and port: Serf's RPC listens on 7373 (-rpc-addr).";
const CHECK_ROUTE = "Check the route and the firewall between this machine and the agent.";
const GIVE_CA = "Give the CA that signed it; it is never asked without verification.";
const GIVE_NAME = "Give the name in the certificate, such as server.dc1.consul, as the server name.";
const GIVE_CLIENT = "Give a client certificate and its key, signed by the agents' CA.";
const GIVE_TOKEN = 'Give a token that may read all of agent_prefix "", node_prefix "" and operator.';
const NEW_TOKEN = "It was deleted or belongs to another datacenter: give a token that exists.";
const GIVE_AUTH_KEY = "Give the agent's rpc_auth key.";

function partial(message: string): PoolProblem {
  return problem("partial", message, GIVE_TOKEN);
}

function problem(kind: PoolProblem["kind"], message: string, advice: string): PoolProblem {
  return { kind, message, advice };
}
