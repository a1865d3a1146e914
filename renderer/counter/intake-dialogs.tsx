import type { CitizenCard } from "../../contract/dossier.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { ChoiceDialog } from "./choice-dialog.tsx";
import { type IntakeDialog, useDialogs } from "./dialogs.ts";
import { goOn, useIntake } from "./intake-store.ts";
import { NoticeDialog } from "./notice-dialog.tsx";

/** What is asked about the dossier being taken in. */
export function IntakeDialogs({ dialog }: { dialog: IntakeDialog }) {
  if (dialog.kind === "case") return <CaseDialog />;
  if (dialog.kind === "exemption") return <ExemptionDialog />;
  if (dialog.kind === "notice") return <NoticeDialog kind={dialog.notice} />;
  return <OtherCardDialog card={dialog.card} />;
}

function CaseDialog() {
  const { t, own } = useTexts();
  const close = useDialogs((state) => state.close);
  const { draft, quote, chooseCase } = useIntake();
  return (
    <ChoiceDialog
      title={t("intake.case")}
      choices={(quote?.procedure.cases ?? []).map(({ id, name }) => ({
        id,
        label: own(name),
        chosen: id === draft.caseId,
        act: () => {
          close();
          chooseCase(id);
        },
      }))}
    />
  );
}

function ExemptionDialog() {
  const { t, own } = useTexts();
  const close = useDialogs((state) => state.close);
  const { draft, quote, editFees } = useIntake();
  const exemptions = (quote?.fees ?? []).flatMap((fee) => fee.exemptions);
  const once = exemptions.filter(
    ({ id }, index) => exemptions.findIndex((other) => other.id === id) === index,
  );
  const choose = (exemption: string | null) => () => {
    close();
    editFees({ exemption });
  };
  return (
    <ChoiceDialog
      title={t("intake.exemption")}
      choices={[
        ...once.map(({ id, name, percent, legalBasis }) => ({
          id,
          label: `${own(name)} (−${percent}%)`,
          hint: legalBasis === "" ? undefined : legalBasis,
          chosen: draft.exemption === id,
          act: choose(id),
        })),
        {
          id: "none",
          label: t("intake.noExemption"),
          chosen: draft.exemption === null,
          act: choose(null),
        },
      ]}
    />
  );
}

/** Another's card was read while somebody's dossier is in the form. */
function OtherCardDialog({ card }: { card: CitizenCard }) {
  const { t } = useTexts();
  const close = useDialogs((state) => state.close);
  const { draft, edit, park, takeCard, lookUpApplicant } = useIntake();
  const right = draft.applicant.kind === "organisation" ? "representative" : "authorised";
  const answer = (act: () => Promise<void> | void) => async () => {
    close();
    await act();
    goOn();
  };
  const asApplicant = async () => {
    takeCard(card);
    await lookUpApplicant();
  };
  return (
    <ChoiceDialog
      title={t("intake.otherCard", { name: card.fullName })}
      choices={[
        {
          id: "submitter",
          label: t("intake.otherCardSubmits", { name: draft.applicant.fullName }),
          act: answer(() =>
            edit({
              submitter: {
                fullName: card.fullName,
                citizenNumber: card.citizenNumber,
                phone: "",
                right,
                authorisation: "",
              },
            }),
          ),
        },
        { id: "replace", label: t("intake.otherCardReplaces"), act: answer(asApplicant) },
        {
          id: "park",
          label: t("intake.otherCardParks"),
          act: answer(async () => {
            await park();
            await asApplicant();
          }),
        },
      ]}
    />
  );
}
