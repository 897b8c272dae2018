/** The HTTP client against servers that behave badly, each in its own way. */
import { createServer as createHttp } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { Secret } from "../../../engine/base/secret.ts";
import { ConsulHttp } from "../../../engine/host/consulHttp.ts";
import { HttpClient } from "../../../engine/host/http.ts";
import { openRpc } from "../../../engine/host/serfRpc.ts";

const IP = "127.87.1.1";
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, IP, resolve));
  return (server.address() as AddressInfo).port;
}

function raw(answer: (socket: Socket) => void): Promise<number> {
  return listen(
    createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("data", () => answer(socket));
    }),
  );
}

const limits = { timeoutMs: 300, bodyBytesMax: 1_000 };
const get = async (port: number, scheme = "http"): Promise<unknown> => {
  const client = new HttpClient(new URL(`${scheme}://${IP}:${port}`), {}, limits);
  const answer = await client.get("/v1/agent/members", {});
  client.end();
  return answer.ok ? answer.value.status : answer.error.kind;
};

it.each([
  ["closes at once", (socket: Socket) => socket.destroy(), "closed"],
  ["says nothing", () => undefined, "timeout"],
  [
    "stops in mid-answer",
    (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"),
    "timeout",
  ],
  [
    "cuts its answer off",
    (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"),
    "closed",
  ],
  ["speaks SSH", (socket: Socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"), "notHttp"],
  [
    "never ends",
    (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n${"a".repeat(5_000)}`),
    "tooLarge",
  ],
  [
    "redirects elsewhere",
    (socket: Socket) =>
      socket.end("HTTP/1.1 301 x\r\nLocation: http://example.com\r\nContent-Length: 0\r\n\r\n"),
    301,
  ],
] as const)("a server that %s", async (_, answer, outcome) => {
  expect(await get(await raw(answer))).toBe(outcome);
});

it("nobody listens", async () => {
  expect(await get(1)).toBe("refused");
});

it("https to a port that speaks http", async () => {
  expect(await get(await raw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")), "https")).toBe(
    "plainServer",
  );
});

it("parses a body once while its bytes stay the same", async () => {
  let body = '[{"Name":"a","Addr":"10.0.0.1","Port":8301,"Status":1}]';
  const port = await listen(createHttp((_request, response) => response.end(body)));
  const http = new ConsulHttp(new URL(`http://${IP}:${port}`), undefined, {});
  const first = await http.members(false);
  const second = await http.members(false);
  body = body.replace('"Status":1', '"Status":4');
  const third = await http.members(false);
  http.end();
  expect([first, second, third].map((list) => list.ok && list.value.isUnchanged)).toEqual([
    false,
    true,
    false,
  ]);
  expect(first.ok && second.ok && first.value.members === second.value.members).toBe(true);
});

it("sends the token in Consul's header, and its errors never repeat it", async () => {
  const seen: unknown[] = [];
  const port = await listen(
    createHttp((request, response) => {
      seen.push(request.headers["x-consul-token"]);
      response.statusCode = 403;
      response.end("Permission denied");
    }),
  );
  const token = new Secret(new TextEncoder().encode("s3cret"));
  const http = new ConsulHttp(new URL(`http://${IP}:${port}`), token, {});
  const list = await http.members(false);
  http.end();
  expect(seen).toEqual(["s3cret"]);
  expect(list).toMatchObject({ ok: false, error: { kind: "forbidden" } });
  expect(JSON.stringify(list)).not.toContain("s3cret");
});

it.each([
  ["closes at once", (socket: Socket) => socket.destroy(), "notAgent"],
  ["speaks HTTP", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "notAgent"],
  ["says nothing", () => undefined, "timeout"],
] as const)("an RPC port that %s", async (_, answer, kind) => {
  const traffic = { requests: 0, bytesOut: 0, bytesIn: 0 };
  const address = { ip: IP, port: await raw(answer) };
  expect(await openRpc(address, undefined, traffic, 300)).toMatchObject({ ok: false, error: { kind } });
});
