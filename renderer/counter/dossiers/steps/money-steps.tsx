import { NumberInput, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import {
  type Dossier,
  type FeeLine,
  type PaymentMethod,
  paymentMethodSchema,
} from "../../../../contract/dossier.ts";
import { feeTotal, owedFees } from "../../../../contract/dossier-fees.ts";
import { Amount } from "../../../ui/dossier/steps/amount.tsx";
import { ReasonField } from "../../../ui/dossier/steps/reason-field.tsx";
import { money } from "../../../ui/format.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { StepFrame } from "./step-frame.tsx";

/** What is owed, paid now wholly or in part; the change for cash is counted. */
export function PayStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const owed = owedFees(dossier);
  const [amounts, setAmounts] = useState(() => owed.map((fee) => fee.owed));
  const [method, setMethod] = useState<PaymentMethod>("cash");
  const [given, setGiven] = useState<number | null>(null);
  const lines: FeeLine[] = owed.flatMap((fee, index) => {
    const amount = amounts[index] ?? 0;
    if (amount <= 0) return [];
    const name = fee.name === "" ? dossier.procedureName : fee.name;
    return [{ feeId: fee.feeId, name, amount, quantity: 1, exemption: null }];
  });
  const total = feeTotal(lines);
  const tooMuch = owed.some((fee, index) => (amounts[index] ?? 0) > fee.owed);
  const isShort = method === "cash" && given !== null && given < total;
  const isReady = total > 0 && !tooMuch && !isShort;
  return (
    <StepFrame kind="pay" step={isReady ? { kind: "pay", lines, method } : null}>
      <ul className="pay-lines">
        {owed.map((fee, index) => (
          <li key={fee.feeId}>
            <span>
              {fee.name === "" ? dossier.procedureName : fee.name}
              <small>{t("pay.owed", { amount: money(fee.owed, language) })}</small>
            </span>
            <Amount
              label={t("pay.amountOf", { name: fee.name || dossier.procedureName })}
              value={amounts[index] ?? 0}
              tooMuch={(amounts[index] ?? 0) > fee.owed}
              testId={`pay-amount-${index}`}
              onChange={(amount) => setAmounts(amounts.map((other, at) => (at === index ? amount : other)))}
            />
          </li>
        ))}
      </ul>
      <div className="intake-choice">
        <span>{t("pay.how")}</span>
        <SegmentedControl
          size="md"
          fullWidth
          value={method}
          data-testid="pay-method"
          data={paymentMethodSchema.options.map((value) => ({ value, label: t(`pay.method.${value}`) }))}
          onChange={(value) => setMethod(paymentMethodSchema.parse(value))}
        />
      </div>
      <div className="pay-sum">
        <div>
          <span>{t("pay.total")}</span>
          <strong data-testid="pay-total">{money(total, language)}</strong>
        </div>
        {method !== "cash" ? null : (
          <>
            <NumberInput
              size="md"
              label={t("pay.given")}
              placeholder={money(total, language)}
              value={given ?? ""}
              min={0}
              thousandSeparator="."
              decimalSeparator=","
              allowDecimal={false}
              allowNegative={false}
              hideControls
              error={isShort ? t("pay.short") : undefined}
              data-autofocus
              data-testid="pay-given"
              onChange={(value) => setGiven(value === "" ? null : Number(value))}
            />
            <div>
              <span>{t("pay.change")}</span>
              <strong data-testid="pay-change">
                {given === null || isShort ? "–" : money(given - total, language)}
              </strong>
            </div>
          </>
        )}
      </div>
    </StepFrame>
  );
}

/** A receipt that was made in error: its number stays used. */
export function VoidPaymentStep({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const [payment, setPayment] = useState(dossier.payments.at(-1)?.id ?? "");
  const [reason, setReason] = useState("");
  const isReady = payment !== "" && reason.trim() !== "";
  return (
    <StepFrame
      kind="voidPayment"
      step={isReady ? { kind: "voidPayment", payment, reason } : null}
      help={t("dossier.help.voidPayment")}
    >
      <fieldset className="pick">
        <legend>{t("pay.which")}</legend>
        {dossier.payments.map(({ id, number, amount, method }) => (
          <label key={id}>
            <input type="radio" name="payment" checked={id === payment} onChange={() => setPayment(id)} />
            {t("pay.number", { number })} · {money(amount, language)} · {t(`pay.method.${method}`)}
          </label>
        ))}
      </fieldset>
      <ReasonField of="voidPayment" value={reason} autoFocus onChange={setReason} />
    </StepFrame>
  );
}
