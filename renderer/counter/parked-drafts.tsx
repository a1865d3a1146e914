import { clockOf } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { readDraft } from "./draft.ts";
import { useIntake } from "./intake-store.ts";

/** Dossiers put aside (*gác lại*), to be gone on with. */
export function ParkedDrafts() {
  const { t } = useTexts();
  const { parked, pickUp } = useIntake();
  if (parked.length === 0) return null;
  return (
    <section className="rail-part" aria-label={t("intake.parked")} data-testid="parked">
      <h3>{t("intake.parkedCount", { n: parked.length })}</h3>
      <ul className="parked">
        {parked.map((kept) => {
          const draft = readDraft(kept.data);
          const name = draft?.applicant.fullName || draft?.people?.[0]?.fullName || t("intake.nameless");
          return (
            <li key={kept.id}>
              <button type="button" data-testid="pick-up" onClick={() => void pickUp(kept.id)}>
                <strong>{name}</strong>
                <small>{[draft?.procedureCode, clockOf(kept.updatedAt)].filter(Boolean).join(" · ")}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
