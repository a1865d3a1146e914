import { useSyncExternalStore } from "react";

/** Where in the pages the browser is: the parts of its address behind `#/`, e.g. `["workbench", "dossier", "…"]`. */
export function useRoute(): string[] {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash);
  return routeOf(hash);
}

export function routeOf(hash: string): string[] {
  return hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
}

/** The address of a place in the pages. */
export function addressOf(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function goTo(...parts: string[]): void {
  window.location.hash = addressOf(...parts);
}

function onHashChange(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
