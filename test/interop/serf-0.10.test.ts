import { randomBytes } from "node:crypto";
import { describeSerfPool } from "./serfPool.ts";

describeSerfPool("serf-0.10", "127.51.3", undefined);
describeSerfPool("serf-0.10", "127.51.4", randomBytes(32));
