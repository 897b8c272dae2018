/** `segments` of a Consul server: more LAN pools beside the default one, each on a port of its own. */
import type { Agent } from "./agent.ts";
import { scalarOf } from "./document.ts";
import { known, type Known, type Located, type Scalar } from "./located.ts";

export interface Segment {
  readonly name: string;
  /** The address it listens on, where the segment says so. */
  readonly bind: string | undefined;
  readonly port: Known<number>;
}

/** Segments whose name and port are known; others cannot be compared. */
export function segmentsOf(agent: Agent): readonly Segment[] {
  return agent.settings.history("segments").flatMap((assignment) => {
    const { node, document, entry } = assignment;
    const items = node.kind === "list" ? node.items : [node];
    return items.flatMap((item) => {
      if (item.kind !== "object") return [];
      const at = (key: string): Located<Scalar> | undefined => {
        const found = item.entries.filter(({ keys }) => keys.length === 1 && keys[0]?.text === key).at(-1);
        return found === undefined ? undefined : scalarOf(found.value, document, entry, `segments › ${key}`);
      };
      const name = known(at("name"));
      const port = at("port");
      const number = Number(known(port));
      if (name === undefined || port === undefined || !Number.isInteger(number) || number < 1) return [];
      const bind = known(at("bind"));
      return [
        {
          name: String(name),
          bind: bind === undefined ? undefined : String(bind),
          port: {
            known: true,
            value: number,
            at: port.at,
            entry: port.entry,
            written: port.written,
          } as const,
        },
      ];
    });
  });
}
