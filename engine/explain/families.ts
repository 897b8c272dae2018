/** All that can be explained, in the order in which it is tried. */
import type { Explanation } from "./explanation.ts";
import { ADMISSION } from "./families/admission.ts";
import { CONSUL_AGENT } from "./families/consulAgent.ts";
import { CONSUL_JOINS } from "./families/consulJoins.ts";
import { CONSUL_SERVERS } from "./families/consulServers.ts";
import { PACKETS } from "./families/packets.ts";
import { PROBES } from "./families/probes.ts";
import { RAFT } from "./families/raft.ts";
import { SERF_AGENT } from "./families/serfAgent.ts";
import { SERF_MEMBERS } from "./families/serfMembers.ts";
import { SERF_MESSAGES } from "./families/serfMessages.ts";
import { STREAMS } from "./families/streams.ts";

export const EXPLANATIONS: readonly Explanation[] = [
  ...PROBES,
  ...STREAMS,
  ...PACKETS,
  ...ADMISSION,
  ...SERF_MEMBERS,
  ...SERF_MESSAGES,
  ...SERF_AGENT,
  ...CONSUL_JOINS,
  ...CONSUL_SERVERS,
  ...CONSUL_AGENT,
  ...RAFT,
];
