import type { WorkItem } from "../../../contract/district-workbench.ts";

/** A hand-over list (*phiếu giao nhận*) with what of it is still on its way. */
export interface HandoverList {
  passing: NonNullable<WorkItem["passing"]>;
  items: WorkItem[];
}

/** The lists that dossiers are on their way with, the oldest first. */
export function listsOf(items: readonly WorkItem[]): HandoverList[] {
  const lists = new Map<string, HandoverList>();
  for (const item of items) {
    if (item.passing === null) continue;
    const list = lists.get(item.passing.handover) ?? { passing: item.passing, items: [] };
    list.items.push(item);
    lists.set(item.passing.handover, list);
  }
  return [...lists.values()].sort((a, b) => a.passing.givenAt.localeCompare(b.passing.givenAt));
}
