import { useEffect, useState } from "react";
import { station } from "../../ui/connection.ts";
import { session } from "../session.ts";

/** A picture of the paper as a data URL; null while it is made, and of a PDF. */
export function usePicture(sha256: string, edge: "thumbnail" | "screen"): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void station.attachments
      .picture({ session: session(), sha256, edge })
      .then((made) => {
        if (current) setPicture(made);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [sha256, edge]);
  return picture;
}
