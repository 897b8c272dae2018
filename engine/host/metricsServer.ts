/** Serves one text at `/metrics` to those who scrape; nothing else is answered, nothing is read from requests. */
import http from "node:http";
import { fail, ok, type Result } from "../base/result.ts";

/** A scrape is one short request. */
const REQUEST_MS_MAX = 10_000;
const CONNECTIONS_MAX = 32;
const HEADER_BYTES_MAX = 8_192;

export interface MetricsServer {
  /** `http://ip:port/metrics`, with the port that the system chose when it was 0. */
  readonly url: string;
  end(): Promise<void>;
}

export interface MetricsPage {
  readonly contentType: string;
  /** Made anew for each request. */
  text(): string;
}

/** Listens; the error says why it cannot. */
export function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  page: MetricsPage,
): Promise<Result<MetricsServer, string>> {
  const server = http.createServer(
    { requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX, maxHeaderSize: HEADER_BYTES_MAX },
    (request, response) => answer(request, response, page),
  );
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve) => {
    server.once("error", (error) =>
      resolve(fail(`cannot serve metrics at ${host}:${port}: ${error.message}`)),
    );
    server.listen({ host, port }, () => resolve(ok({ url: urlOf(server), end: () => ended(server) })));
  });
}

function answer(request: http.IncomingMessage, response: http.ServerResponse, page: MetricsPage): void {
  const path = (request.url ?? "").split("?")[0];
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cache-control", "no-store");
  if (path !== "/metrics") {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
    response.end("Metrics are at /metrics.\n");
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD", "content-type": "text/plain; charset=utf-8" });
    response.end("Metrics are only read.\n");
  } else {
    const body = Buffer.from(page.text());
    response.writeHead(200, { "content-type": page.contentType, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  }
}

function urlOf(server: http.Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") return "";
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}/metrics`;
}

function ended(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
