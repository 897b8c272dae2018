/** One entry of a join list: whom an agent contacts first. */
import type { ListItem } from "./assignments.ts";
import { looksLikeAutoJoin, readAutoJoin } from "./autoJoin.ts";
import { readJoinAddress } from "./joinAddress.ts";
import type { JoinTarget } from "./joinTarget.ts";
import type { Origin, Where } from "./located.ts";
import { isPlaceholderAddress } from "./placeholder.ts";

/** lan, wan: gossip. rpc: the server list of a Nomad client, which talks RPC and joins no pool. */
export type JoinList = "lan" | "wan" | "rpc";

export interface Join extends Origin {
  readonly list: JoinList;
  /** `command` is `consul join A`, which runs once. */
  readonly source: "setting" | "flag" | "command";
  /** As in the file, quotes and escapes removed. */
  readonly text: string;
  readonly target: JoinTarget;
  /** All of the list's brackets and items, where it is one. */
  readonly inList: Where | undefined;
}

/** Reads an item of a join list. `mustBeList`: the setting itself was given, but is no list. */
export function readJoin({ value, inList, from }: ListItem, list: JoinList, mustBeList: boolean): Join {
  const source = from === "file" ? "setting" : from;
  const { at, entry, written } = value;
  const text = value.known ? String(value.value) : value.text;
  return { at, entry, written, list, source, text, inList, target: targetOf(value, text, mustBeList) };
}

function targetOf(value: ListItem["value"], text: string, mustBeList: boolean): JoinTarget {
  if (!value.known) {
    if (looksLikeAutoJoin(text)) return { kind: "autoJoin", autoJoin: readAutoJoin(text) };
    return { kind: "unknown", port: portAfterTag(text) };
  }
  if (isPlaceholderAddress(text)) return { kind: "unknown", port: portAfterTag(text) };
  if (typeof value.value !== "string") {
    return {
      kind: "malformed",
      severity: "error",
      reason: `is a ${typeof value.value}, not a list of addresses`,
    };
  }
  if (mustBeList) return notAList(text);
  if (looksLikeAutoJoin(text)) return { kind: "autoJoin", autoJoin: readAutoJoin(text) };
  return readJoinAddress(text);
}

function notAList(text: string): JoinTarget {
  return {
    kind: "malformed",
    severity: "error",
    reason: "is a string where a list of addresses must stand",
    repair: text.split(/[\s,;]+/).filter((part) => part !== ""),
  };
}

/** The literal port behind a template tag, as in `{{ seed }}:8302`. */
function portAfterTag(text: string): number | undefined {
  const port = /[\]})>_A-Za-z0-9]:(\d{1,5})$/.exec(text)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The port that the entry names, whatever else of it is known. */
export function portOf({ target }: Join): number | undefined {
  return target.kind === "host" || target.kind === "unknown" ? target.port : undefined;
}
