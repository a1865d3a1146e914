import { startVirtualPrinter } from "../printer/virtual-printer.ts";

/** The virtual printer as a process of its own, so that its work is not counted as the station's. It draws nothing. */
const printer = await startVirtualPrinter({ port: 0, folder: process.argv[2] ?? "", draws: false });
process.send?.(printer.port);
