/** Whether something is asked over the page, a dialog or an open menu: keys are for that then. */
export function isAsking(): boolean {
  // A field with a list keeps it in the page while it is closed.
  return [...document.querySelectorAll("dialog[open], [role=dialog], [role=menu], [role=listbox]")].some(
    (asking) => asking.checkVisibility(),
  );
}
