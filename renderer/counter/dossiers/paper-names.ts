import { useEffect, useState } from "react";
import type { PrintJob } from "../../../contract/entities.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { station } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useSession } from "../session.ts";

/** What papers are called: a form by the name it has in its set, anything else by its kind. */
export function usePaperNames(subject: string, jobs: number): (job: PrintJob) => string {
  const { t, own } = useTexts();
  const secret = useSession((state) => state.signIn?.session);
  const [names, setNames] = useState<ReadonlyMap<string, LocalizedText>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another job may be of another form
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    void Promise.all([
      station.forms.papers({ session: secret, subject }),
      station.forms.sets({ session: secret }),
    ])
      .then(([papers, sets]) => {
        const entries = new Map(
          sets.flatMap(({ id, forms }) => forms.map(({ form, name }) => [`${id} ${form}`, name] as const)),
        );
        const named = papers.flatMap(({ id, set, form }) => {
          const name = entries.get(`${set} ${form}`);
          return name === undefined ? [] : [[id, name] as const];
        });
        if (current) setNames(new Map(named));
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [secret, subject, jobs]);
  return (job) => {
    const name = names.get(job.subject);
    return name === undefined ? t(`print.kind.${job.kind}`) : own(name);
  };
}
