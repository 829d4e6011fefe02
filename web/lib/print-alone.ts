/** Prints what is marked `print-alone`, without the page around it. */
export function printAlone(): void {
  const page = document.documentElement;
  page.dataset["print"] = "alone";
  addEventListener("afterprint", () => delete page.dataset["print"], { once: true });
  print();
}
