/** Asks DNS for the names of join lists, which nothing does unless the operator said so. */
import { resolveHost } from "../../host/resolve.ts";
import { resolvableNames } from "../../lint/model/resolvable.ts";
import { FleetSession, type SessionOptions } from "../../lint/session.ts";

/** Each name has its own round trip; more at once only fill a resolver's queue. */
const NAMES_AT_ONCE = 8;

/** What DNS answers for each name that no file explains: all its addresses, IPv4 first, or none. */
export async function resolveNames(
  texts: ReadonlyMap<string, string>,
  options: SessionOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const session = new FleetSession({ ...options, rules: [] });
  for (const [path, text] of texts) session.open(path, text);
  session.update();
  const names = [...resolvableNames(session.fleet)];
  const answers = new Map<string, readonly string[]>();
  const ask = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const found = await resolveHost(name);
      answers.set(name, found.ok ? found.value : []);
    }
  };
  await Promise.all(Array.from({ length: NAMES_AT_ONCE }, ask));
  return answers;
}
