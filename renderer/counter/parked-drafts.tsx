import { clockOf } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { type IntakeDraft, readDraft } from "./draft.ts";
import { goOn, useIntake } from "./intake-store.ts";

/** Dossiers put aside (*gác lại*), to be gone on with. */
export function ParkedDrafts() {
  const { t } = useTexts();
  const { parked, cleared, pickUp, restore } = useIntake();
  if (parked.length === 0 && cleared === null) return null;
  return (
    <section className="rail-part" aria-label={t("intake.parked")} data-testid="parked">
      {cleared === null ? null : (
        <button
          type="button"
          className="parked-cleared"
          data-testid="restore"
          onClick={() => void restore().then(() => goOn())}
        >
          {t("intake.restore", { name: nameIn(cleared) || t("intake.nameless") })} <kbd>Alt Z</kbd>
        </button>
      )}
      {parked.length === 0 ? null : <h3>{t("intake.parkedCount", { n: parked.length })}</h3>}
      <ul className="parked">
        {parked.map((kept) => {
          const draft = readDraft(kept.data);
          const name = nameIn(draft) || t("intake.nameless");
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

function nameIn(draft: IntakeDraft | null): string {
  return draft?.applicant.fullName || draft?.people?.[0]?.fullName || "";
}
