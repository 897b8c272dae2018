/** Names with addresses beside them: `/etc/hosts` and the hosts of an Ansible inventory. */
import { canonicalHost, ipOfHost } from "../model/host.ts";
import type { NameRecord } from "../model/facts.ts";
import type { Source } from "../model/source.ts";

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

function record(name: string, ip: string): Omit<NameRecord, "at"> {
  return { name: canonicalHost(name).host, ip: canonicalHost(ip).host, nameScope: "" };
}
