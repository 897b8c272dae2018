/** Flags and the agents' own environment variables, together. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { apiPlace } from "../../../engine/entry/apiAccess.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-access-"));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
afterAll(() => rmSync(folder, { recursive: true }));

it("asks no API unless a flag does, whatever the environment says", async () => {
  expect(await apiPlace({}, { CONSUL_HTTP_ADDR: "10.0.0.1:8500" })).toEqual({ ok: true, value: undefined });
});

it("takes all of Consul's variables with a bare --http", async () => {
  const environment = {
    CONSUL_HTTP_ADDR: "consul.example:8501",
    CONSUL_HTTP_SSL: "true",
    CONSUL_HTTP_TOKEN: "from-environment",
    CONSUL_CACERT: file("ca.pem", "CA"),
    CONSUL_TLS_SERVER_NAME: "server.dc1.consul",
  };
  expect(await apiPlace({ http: true }, environment)).toEqual({
    ok: true,
    value: {
      place: "https://consul.example:8501",
      kind: "consul",
      seed: { host: "consul.example", port: 8501 },
      api: {
        kind: "consulHttp",
        url: "https://consul.example:8501",
        token: bytes("from-environment"),
        tls: { serverName: "server.dc1.consul", ca: "CA" },
      },
    },
  });
});

it("lets a flag go before its variable", async () => {
  const place = await apiPlace(
    { http: "http://10.0.0.1:8500", tokenFile: file("token", "from-file\n") },
    { CONSUL_HTTP_ADDR: "10.9.9.9:8500", CONSUL_HTTP_TOKEN: "from-environment" },
  );
  expect(place).toMatchObject({
    value: { place: "http://10.0.0.1:8500", api: { token: bytes("from-file") } },
  });
});

it("takes Serf's variables with a bare --rpc", async () => {
  const place = await apiPlace({ rpc: true }, { SERF_RPC_ADDR: "10.0.0.1:7374", SERF_RPC_AUTH: "hush" });
  expect(place).toEqual({
    ok: true,
    value: {
      place: "10.0.0.1:7374",
      kind: "serf",
      seed: { host: "10.0.0.1", port: 7374 },
      api: { kind: "serfRpc", authKey: bytes("hush") },
    },
  });
});

it.each([
  [{ http: true, rpc: true } as const, "one of them"],
  [{ http: "ftp://x" }, "http://"],
  [{ http: "10.0.0.1", tokenFile: "/nowhere/token" }, "token file"],
  [{ http: "10.0.0.1", tokenFile: "binary" }, "no token has"],
])("says what is wrong with %j", async (flags, words) => {
  const named =
    "tokenFile" in flags && flags.tokenFile === "binary"
      ? { ...flags, tokenFile: file("b", "a\u0001b") }
      : flags;
  const place = await apiPlace(named, {});
  expect(place.ok ? "" : place.error).toContain(words);
});
