/** LAN and WAN mingled, to the end of the two minutes in which nobody may come back: runbook scenario M1. */
import { vi } from "vitest";
import { describeMingle } from "./consulMingle.ts";

vi.setConfig({ testTimeout: 400_000 });

describeMingle("lks7", "end");
