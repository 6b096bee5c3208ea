// Exact arithmetic of the number pad: fractions of big integers, rounded once to whole minor units.
// ledger/rules/arithmetic.py does the same on the server, with the same examples in its test.

const OPERATORS = { "+": 1, "−": 1, "×": 2, "÷": 2 };

const apply = (operator, [a, b], [c, d]) => {
  if (operator === "+") return [a * d + c * b, b * d];
  if (operator === "−") return [a * d - c * b, b * d];
  if (operator === "×") return [a * c, b * d];
  return c === 0n ? null : [a * d, b * c];
};

const number = (text) => {
  const [whole, decimals = ""] = text.split(".");
  return [BigInt((whole || "0") + decimals), 10n ** BigInt(decimals.length)];
};

/** Minor units of an expression such as "12+8×2.5"; null where it is no amount. An operator at the end is left out. */
export const evaluate = (expression, exponent) => {
  const text = expression.replace(/-/g, "−").replace(/\*/g, "×").replace(/\//g, "÷").replace(/[+−×÷]$/, "");
  if (!/^(\d+\.?\d*|\.\d+)([+−×÷](\d+\.?\d*|\.\d+))*$/.test(text)) return null;
  const numbers = text.split(/[+−×÷]/).map(number);
  const operators = [...text].filter((sign) => sign in OPERATORS);
  for (const rank of [2, 1]) {
    for (let i = 0; i < operators.length; ) {
      if (OPERATORS[operators[i]] !== rank) {
        i += 1;
        continue;
      }
      const result = apply(operators[i], numbers[i], numbers[i + 1]);
      if (result === null) return null;
      numbers.splice(i, 2, result);
      operators.splice(i, 1);
    }
  }
  const [n, d] = numbers[0];
  if (n < 0n) return null;
  // Half rounds up; there is nothing below zero here.
  return (2n * n * 10n ** BigInt(exponent) + d) / (2n * d);
};

/** Digits of minor units with a point: (3550n, 2) is "35.50". */
export const formatMinor = (minor, exponent) => {
  if (!exponent) return minor.toString();
  const digits = minor.toString().padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};
