import { randomBytes } from "node:crypto";
import { describeSerfPool } from "./serfPool.ts";

describeSerfPool("serf", "127.51.1", undefined);
describeSerfPool("serf", "127.51.2", randomBytes(16));
