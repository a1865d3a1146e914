import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { root } from "../build/project.ts";
import type {
  calendarSchema,
  counterSchema,
  officeSchema,
  serviceGroupSchema,
} from "../contract/catalogue.ts";

/** The example office's files as they are written, to be changed in place. */
export interface OfficeFiles {
  "office.json": z.input<typeof officeSchema>;
  "service-groups.json": z.input<typeof serviceGroupSchema>[];
  "counters.json": z.input<typeof counterSchema>[];
  "calendar.json": z.input<typeof calendarSchema>;
}

/** A copy of the example office with something changed. */
export class ChangedOffice {
  readonly folder = mkdtempSync(join(tmpdir(), "office-"));

  constructor() {
    cpSync(join(root, "data/phu-ninh"), this.folder, { recursive: true });
  }

  change<F extends keyof OfficeFiles>(file: F, change: (content: OfficeFiles[F]) => void): void {
    const path = join(this.folder, file);
    const content = JSON.parse(readFileSync(path, "utf8")) as OfficeFiles[F];
    change(content);
    writeFileSync(path, JSON.stringify(content, null, 2));
  }

  changeGroup(id: string, changes: Partial<OfficeFiles["service-groups.json"][number]>): void {
    this.change("service-groups.json", (groups) => {
      for (const group of groups) if (group.id === id) Object.assign(group, changes);
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
