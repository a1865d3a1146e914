import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { FeeLine } from "../../../../contract/dossier.ts";
import { useTexts } from "../../i18n/index.ts";
import { Amount } from "./amount.tsx";
import { ReasonField } from "./reason-field.tsx";
import { useStepDesk } from "./step-desk.ts";

/** A fee of which the catalogue knows nothing. */
const FREE_FEE = "other";

/** Money that is owed before the work goes on: fees of the procedure, or one that another agency has set. */
export function RequestPaymentStep() {
  const { t, own } = useTexts();
  const { Frame, proposals } = useStepDesk();
  const procedure = proposals?.procedure;
  const known = [
    ...(procedure === undefined
      ? []
      : [{ id: "main", name: procedure.name, amount: procedure.fee.amount }, ...procedure.otherFees]),
  ].filter(({ amount }) => amount > 0);
  const [asked, setAsked] = useState<Record<string, number>>({});
  const [free, setFree] = useState({ name: "", amount: 0 });
  const [reason, setReason] = useState("");
  const line = (feeId: string, name: string, amount: number): FeeLine => ({
    feeId,
    name,
    amount,
    quantity: 1,
    exemption: null,
  });
  const lines = [
    ...known.flatMap(({ id, name }) => {
      const amount = asked[id] ?? 0;
      return amount > 0 ? [line(id, name.vi, amount)] : [];
    }),
    ...(free.name.trim() === "" || free.amount <= 0 ? [] : [line(FREE_FEE, free.name.trim(), free.amount)]),
  ];
  const isReady = lines.length > 0 && reason.trim() !== "";
  return (
    <Frame
      kind="requestPayment"
      step={isReady ? { kind: "requestPayment", lines, reason } : null}
      help={t("dossier.help.requestPayment")}
    >
      <ul className="pay-lines">
        {known.map((fee, index) => (
          <li key={fee.id}>
            <Checkbox
              label={own(fee.name)}
              checked={(asked[fee.id] ?? 0) > 0}
              data-autofocus={index === 0 ? true : undefined}
              onChange={(event) =>
                setAsked({ ...asked, [fee.id]: event.currentTarget.checked ? fee.amount : 0 })
              }
            />
            <Amount
              label={t("pay.amountOf", { name: own(fee.name) })}
              value={asked[fee.id] ?? 0}
              testId={`ask-amount-${fee.id}`}
              onChange={(amount) => setAsked({ ...asked, [fee.id]: amount })}
            />
          </li>
        ))}
        <li>
          <TextInput
            aria-label={t("pay.otherName")}
            placeholder={t("pay.otherName")}
            value={free.name}
            maxLength={200}
            data-autofocus={known.length === 0 ? true : undefined}
            data-testid="ask-name"
            onChange={(event) => setFree({ ...free, name: event.currentTarget.value })}
          />
          <Amount
            label={t("pay.amountOf", { name: free.name || t("pay.otherName") })}
            value={free.amount}
            testId="ask-amount"
            onChange={(amount) => setFree({ ...free, amount })}
          />
        </li>
      </ul>
      <ReasonField of="requestPayment" value={reason} onChange={setReason} />
    </Frame>
  );
}
