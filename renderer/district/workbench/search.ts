import { create } from "zustand";
import { goTo } from "../route.ts";

/** What was searched for. It may be a name: it stands in no address. */
export const useSearch = create<{ query: string }>(() => ({ query: "" }));

export function search(query: string): void {
  useSearch.setState({ query });
  goTo("workbench", "find");
}
