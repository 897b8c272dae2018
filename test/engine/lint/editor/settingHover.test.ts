import { expect, it } from "vitest";
import type { SettingHover } from "../../../../engine/lint/editor/lintProtocol.ts";
import { settingHover } from "../../../../engine/lint/editor/settingHover.ts";
import { Source } from "../../../../engine/lint/model/source.ts";
import { FleetSession } from "../../../../engine/lint/session.ts";

const KEY = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw=";
const FILES: Readonly<Record<string, string>> = {
  "hosts/a/etc/consul.d/10-base.hcl": `datacenter = "dc1"\nlog_level = "warn"\nretry_join = ["10.1.0.1"]\nencrypt = "${KEY}"\n`,
  "hosts/a/etc/consul.d/20-server.hcl":
    'server = true\nlog_level = "info"\nretry_join = ["10.1.0.2", "10.1.0.3"]\n',
  "hosts/b/etc/consul.d/agent.hcl": `datacenter = "dc1"\nserver = false\nretry_join = ["10.1.0.1"]\nencrypt = "${KEY}"\n`,
};

/** The hover over the first place of a word in a file. */
function hoverOver(path: string, word: string): SettingHover | undefined {
  const session = new FleetSession({ rules: [] });
  const sources = new Map(Object.entries(FILES).map(([name, text]) => [name, new Source(name, text)]));
  for (const source of sources.values()) session.open(source.path, source.text);
  session.update();
  return settingHover(session.fleet, path, (FILES[path] ?? "").indexOf(word), (name) => sources.get(name));
}

it("tells which of two files wins", () => {
  const hover = hoverOver("hosts/a/etc/consul.d/10-base.hcl", "log_level");
  expect(hover?.title).toBe("log_level");
  expect(hover?.lines[0]).toBe(
    'In the end it is "info". hosts/a/etc/consul.d/10-base.hcl, hosts/a/etc/consul.d/20-server.hcl set it; hosts/a/etc/consul.d/20-server.hcl is read last and wins.',
  );
});

it("tells that lists of several files are joined", () => {
  const hover = hoverOver("hosts/a/etc/consul.d/20-server.hcl", "10.1.0.3");
  expect(hover?.lines[0]).toMatch(
    /^3 entries in all, from .*10-base.hcl, .*20-server.hcl: lists of all files are joined\.$/,
  );
});

it("shows a gossip key as its fingerprint and the files that share it", () => {
  const hover = hoverOver("hosts/a/etc/consul.d/10-base.hcl", KEY);
  expect(hover?.lines[0]).toMatch(
    /^Gossip key with the fingerprint [0-9a-f:]{11}\. Also in hosts\/b\/etc\/consul\.d\/agent\.hcl\.$/,
  );
  expect(JSON.stringify(hover)).not.toContain(KEY.slice(0, 8));
});

it("says nothing where no setting stands", () => {
  expect(hoverOver("hosts/a/etc/consul.d/10-base.hcl", "nothing of the kind")).toBeUndefined();
});
