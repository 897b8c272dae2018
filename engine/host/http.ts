/**
 * HTTP and HTTPS reads with Node's own client: one address, kept connections, a bound on time and size.
 * A certificate is always verified; what fails becomes a `HostError`, nothing throws.
 */
import http from "node:http";
import https from "node:https";
import { fail, ok, type Result } from "../base/result.ts";
import type { HostFailure } from "../observer/apiProblems.ts";
import type { TlsIdentity } from "../view/workerProtocol.ts";

/** Why there is no answer; `message` is the system's own text, without headers or tokens. */
export interface HostError {
  readonly kind: HostFailure;
  readonly message: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpLimits {
  /** From the first byte out to the last one in, ms. */
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
}

/** A quarter of a million members would fit. */
export const HTTP_LIMITS: HttpLimits = { timeoutMs: 10_000, bodyBytesMax: 64 * 1_048_576 };

/** Connections at once to one agent. */
const SOCKETS_MAX = 2;

export class HttpClient {
  /** What was asked and what came, for the traffic line; bodies only. */
  readonly traffic = { requests: 0, bytesOut: 0, bytesIn: 0 };
  private readonly agent: http.Agent;
  private readonly isTls: boolean;

  /** `base` is `http://host:port` or `https://host:port`, perhaps with a path. */
  constructor(
    private readonly base: URL,
    tls: TlsIdentity,
    private readonly limits: HttpLimits = HTTP_LIMITS,
  ) {
    this.isTls = base.protocol === "https:";
    const kept = { keepAlive: true, maxSockets: SOCKETS_MAX };
    this.agent = this.isTls ? new https.Agent({ ...kept, ...tlsOptions(tls) }) : new http.Agent(kept);
  }

  /** Asks for `path`, which is put behind the base's own. */
  get(
    path: string,
    headers: http.OutgoingHttpHeaders,
    timeoutMs = this.limits.timeoutMs,
  ): Promise<Result<HttpAnswer, HostError>> {
    return new Promise((resolve) => {
      let end = (result: Result<HttpAnswer, HostError>): void => {
        clearTimeout(timer);
        end = () => undefined;
        request.destroy();
        resolve(result);
      };
      const request = this.request(path, headers, (response) => {
        this.collect(response, (result) => end(result));
      });
      const timer = setTimeout(
        () => end(fail({ kind: "timeout", message: `no whole answer in ${timeoutMs} ms` })),
        timeoutMs,
      );
      request.on("error", (error: NodeJS.ErrnoException) => end(fail(hostError(error, this.isTls))));
      request.end();
    });
  }

  /** Closes all connections. */
  end(): void {
    this.agent.destroy();
  }

  private request(
    path: string,
    headers: http.OutgoingHttpHeaders,
    onResponse: (response: http.IncomingMessage) => void,
  ): http.ClientRequest {
    this.traffic.requests += 1;
    this.traffic.bytesOut += path.length;
    const url = new URL(`${this.base.pathname.replace(/\/$/, "")}${path}`, this.base);
    // Never followed elsewhere: a redirect is an answer like any other, and the token stays with its agent.
    const options = { agent: this.agent, headers: { accept: "application/json", ...headers } };
    return this.isTls ? https.request(url, options, onResponse) : http.request(url, options, onResponse);
  }

  private collect(
    response: http.IncomingMessage,
    end: (result: Result<HttpAnswer, HostError>) => void,
  ): void {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      this.traffic.bytesIn += chunk.length;
      if (size <= this.limits.bodyBytesMax) chunks.push(chunk);
      else end(fail({ kind: "tooLarge", message: `it is longer than ${this.limits.bodyBytesMax} bytes` }));
    });
    response.on("error", (error: NodeJS.ErrnoException) => end(fail(hostError(error, this.isTls))));
    response.on("end", () =>
      end(
        response.complete
          ? ok({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
          : fail({ kind: "closed", message: "the answer was cut off" }),
      ),
    );
  }
}

function tlsOptions({ ca, clientCertificate, clientKey, serverName }: TlsIdentity): https.AgentOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate }),
    ...(clientKey === undefined ? {} : { key: clientKey }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

const KIND_OF_CODE: Readonly<Record<string, HostFailure>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ENOTFOUND: "unresolved",
  EAI_AGAIN: "unresolved",
  ETIMEDOUT: "timeout",
  ECONNRESET: "closed",
  EPIPE: "closed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  CERT_UNTRUSTED: "untrusted",
  CERT_SIGNATURE_FAILURE: "untrusted",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrongName",
};

/** The host's word for an error of Node or OpenSSL. */
function hostError({ code = "", message }: NodeJS.ErrnoException, isTls: boolean): HostError {
  const known = KIND_OF_CODE[code];
  if (known !== undefined) return { kind: known, message };
  if (code.startsWith("HPE_")) return { kind: "notHttp", message };
  // OpenSSL's reason is in the code or, for errors while writing, only in the text.
  const reason = `${code} ${message}`.replaceAll("_", " ");
  if (isTls && /wrong version number|packet length too long|http request/i.test(reason))
    return { kind: "plainServer", message };
  if (isTls && /alert (bad certificate|certificate required|unknown ca|handshake failure)/i.test(reason))
    return { kind: "clientCertificate", message };
  return { kind: "failed", message: code === "" ? message : code };
}
