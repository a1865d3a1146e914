import { useEffect, useState } from "react";
import type { Attachment } from "../../../contract/dossier.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure } from "../../ui/errors.ts";
import { session } from "../session.ts";

const AGAIN_MS = 2000;

interface Picture {
  /** A data URL; null while it is made, and of a PDF. */
  url: string | null;
  failure: Failure | null;
}

/** A picture of the paper, or why there is none. */
export function usePicture(
  { sha256, name }: Pick<Attachment, "sha256" | "name">,
  edge: "thumbnail" | "screen",
): Picture {
  const [picture, setPicture] = useState<Picture>({ url: null, failure: null });
  useEffect(() => {
    let current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const look = () =>
      station.attachments
        .picture({ session: session(), sha256, name, edge })
        .then((url) => {
          if (current) setPicture({ url, failure: null });
        })
        .catch((error: unknown) => {
          if (!current) return;
          const failure = asFailure(error);
          // It is on its way from the district.
          if (failure.code === "ATTACHMENT_MISSING") again = setTimeout(look, AGAIN_MS);
          else setPicture({ url: null, failure });
        });
    void look();
    return () => {
      current = false;
      clearTimeout(again);
    };
  }, [sha256, name, edge]);
  return picture;
}
