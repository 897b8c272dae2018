/** Names with addresses beside them: `/etc/hosts` and the hosts of an Ansible inventory. */
import { canonicalHost, ipOfHost } from "../model/host.ts";
import type { NameRecord } from "../model/facts.ts";
import type { Document } from "../model/document.ts";
import type { Source } from "../model/source.ts";
import type { ConfigNode, Span } from "../parse/tree.ts";
import { entryOf, itemsOf, textOf } from "./nodes.ts";

/** Reads `10.1.0.10 web-1 web-1.example.net` and `web-1 ansible_host=10.1.0.10`, line by line. */
export function readNames(source: Source): NameRecord[] {
  const records: NameRecord[] = [];
  let offset = 0;
  for (const line of source.text.split("\n")) {
    const at = source.where(offset, offset + line.trimEnd().length);
    const [first = "", ...rest] = line.replace(/#.*/, "").trim().split(/\s+/);
    const host = rest
      .map((word) => /^ansible_(?:ssh_)?host=(.+)$/.exec(word)?.[1])
      .find((ip) => ip !== undefined);
    if (ipOfHost(first) !== undefined) {
      for (const name of rest) records.push({ ...record(name, first), at });
    } else if (host !== undefined && ipOfHost(host) !== undefined)
      records.push({ ...record(first, host), at });
    offset += line.length + 1;
  }
  return records;
}

/** How deep Ansible nests groups in groups. */
const DEPTH_MAX = 8;

/** Hosts of an inventory in YAML: any name with an `ansible_host` below it. */
export function readYamlInventory(
  document: Document,
  node: ConfigNode = document.root,
  depth = 0,
): NameRecord[] {
  if (node.kind !== "object" || depth > DEPTH_MAX) return [];
  return node.entries.flatMap(({ keys, value }) => {
    const ip = textOf(entryOf(value, "ansible_host")?.value);
    const name = keys[0];
    const own = ip !== undefined && name !== undefined && ipOfHost(ip) !== undefined;
    const below = readYamlInventory(document, value, depth + 1);
    return own ? [{ ...record(name.text, ip), at: document.place(name.span) }, ...below] : below;
  });
}

/** `extra_hosts` of a Compose service, a mapping or a list of `name:ip`: the project's containers know the name. */
export function readExtraHosts(
  document: Document,
  node: ConfigNode | undefined,
  nameScope: string,
): NameRecord[] {
  return pairsOf(node).flatMap(({ name, ip, span }) =>
    ipOfHost(ip) === undefined ? [] : [{ ...record(name, ip), nameScope, at: document.place(span) }],
  );
}

function pairsOf(node: ConfigNode | undefined): { name: string; ip: string; span: Span }[] {
  if (node?.kind === "object") {
    return node.entries.map(({ keys, value, span }) => ({
      name: keys[0]?.text ?? "",
      ip: textOf(value) ?? "",
      span,
    }));
  }
  return itemsOf(node).map((item) => {
    const [, name = "", ip = ""] = /^([^:=]+)[:=](.+)$/.exec(textOf(item) ?? "") ?? [];
    return { name, ip, span: item.span };
  });
}

function record(name: string, ip: string): Omit<NameRecord, "at"> {
  return { name: canonicalHost(name).host, ip: canonicalHost(ip).host, nameScope: "" };
}
