import { useEffect, useState } from "react";
import type { ProcedureSummary } from "../../contract/station.ts";
import { station } from "../ui/connection.ts";

/** What the station takes. */
const LONGEST = 200;

/** Procedures that fit the query, of one group or of all; null until the station has answered. */
export function useProcedures(query: string, serviceGroup: string | null): ProcedureSummary[] | null {
  const [found, setFound] = useState<ProcedureSummary[] | null>(null);
  useEffect(() => {
    let current = true;
    void station.catalogue
      .search({ query: query.slice(0, LONGEST), serviceGroup })
      .then((result) => {
        if (current) setFound(result);
      })
      // Without an answer the last list stays; the banner of the link says why.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [query, serviceGroup]);
  return found;
}
