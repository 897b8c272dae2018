/** LAN and WAN mingled, up to the lists that are clean again: runbook scenario M1. */
import { describeMingle } from "./consulMingle.ts";

describeMingle("lks6", "watch");
