import { useEffect, useState } from "react";
import { station } from "../../ui/connection.ts";
import { asFailure } from "../../ui/errors.ts";
import { session } from "../session.ts";

const AGAIN_MS = 2000;

/** A picture of the paper as a data URL; null while it is made, and of a PDF. */
export function usePicture(sha256: string, edge: "thumbnail" | "screen"): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const look = () =>
      station.attachments
        .picture({ session: session(), sha256, edge })
        .then((made) => {
          if (current) setPicture(made);
        })
        .catch((error: unknown) => {
          // It is on its way from the district.
          if (current && asFailure(error).code === "ATTACHMENT_MISSING") again = setTimeout(look, AGAIN_MS);
        });
    void look();
    return () => {
      current = false;
      clearTimeout(again);
    };
  }, [sha256, edge]);
  return picture;
}
