import { useState } from "react";
import { ATTACH_MAX_MEGABYTES, type WorkView } from "../../../contract/district-workbench.ts";
import type { Failure } from "../../ui/errors.ts";
import { district } from "../client.ts";
import { useRequest } from "./use-request.ts";

const MEGABYTE = 1024 ** 2;

/** Sends chosen files one after the other, each on the dossier as the one before left it. */
export function useAttaching(
  view: WorkView | null,
  onTaken: () => void,
): {
  take(files: readonly File[]): Promise<void>;
  /** What is on its way. */
  sending: string | null;
  /** What was refused, one by one; the others are taken all the same. */
  failures: readonly Failure[];
} {
  const request = useRequest();
  const [sending, setSending] = useState<string | null>(null);
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const take = async (files: readonly File[]) => {
    if (view === null || sending !== null) return;
    setFailures([]);
    const { id } = view.dossier;
    let { state } = view;
    for (const file of files) {
      setSending(file.name);
      const refused =
        tooLarge(file) ??
        (await request([id, state, file.name, file.size, file.lastModified], async (requestId) => {
          const after = await district.workbench.attach({
            requestId,
            id,
            state,
            name: file.name,
            content: file,
          });
          state = after.state;
        }));
      if (refused === null) continue;
      setFailures((former) => [...former, refused]);
      // Nobody knows how the dossier stands: the others would only be refused.
      if (refused.code === "LINK_LOST") break;
    }
    setSending(null);
    onTaken();
  };
  return { take, sending, failures };
}

/** Said before it travels; what an office allows besides is said by the server. */
function tooLarge({ name, size }: File): Failure | null {
  if (size <= ATTACH_MAX_MEGABYTES * MEGABYTE) return null;
  const megabytes = Math.ceil(size / MEGABYTE);
  return { code: "ATTACHMENT_TOO_LARGE", data: { name, megabytes, most: ATTACH_MAX_MEGABYTES } };
}
