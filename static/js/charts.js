// Draws the charts of a page with ECharts, from the figures in the page, in the page's own colours.
// The table beside each chart says the same, so a chart is decoration to a screen reader.

let loading;

const loadECharts = (source) => {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
};

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const TONES = { in: "income", out: "expense", brand: "brand", quiet: "line-strong" };

const colorOf = (series, index) => token(series.tone ? TONES[series.tone] ?? series.tone : `chart-${(index % 6) + 1}`);

// Values come as whole minor units; only the axis and the tooltip show them in major ones.
const formatter = ({ unit, exponent }) => {
  const style = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return (minor) => `${minor < 0 ? "−" : ""}${unit}${style.format(Math.abs(minor) / 10 ** exponent)}`;
};

const shortFormatter = ({ unit, exponent }) => {
  const style = new Intl.NumberFormat(document.documentElement.lang, {
    notation: "compact",
    maximumFractionDigits: 1,
  });
  return (minor) => `${minor < 0 ? "−" : ""}${unit}${style.format(Math.abs(minor) / 10 ** exponent)}`;
};

const axes = (spec) => {
  const text = { color: token("ink-soft"), fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    xAxis: {
      type: "category",
      data: spec.labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("line") } },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitNumber: 3,
      splitLine: { lineStyle: { color: token("line") } },
      axisLabel: { ...text, formatter: spec.hidden ? () => "" : shortFormatter(spec) },
    },
    grid: { left: 4, right: 8, top: spec.series.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
  };
};

// Among bars a dashed series is a line to compare them with.
const bars = (spec) => ({
  ...axes(spec),
  series: spec.series.map((series, index) =>
    series.dashed
      ? {
          type: "line",
          name: series.name,
          data: series.values,
          showSymbol: false,
          lineStyle: { width: 2, type: "dashed" },
          itemStyle: { color: colorOf(series, index) },
        }
      : {
          type: "bar",
          name: series.name,
          data: series.values,
          stack: spec.kind === "stack" ? "all" : undefined,
          barMaxWidth: 22,
          itemStyle: {
            color: colorOf(series, index),
            borderRadius: spec.kind === "stack" ? 0 : [4, 4, 0, 0],
          },
        },
  ),
});

const lines = (spec) => ({
  ...axes(spec),
  series: spec.series.map((series, index) => ({
    type: "line",
    name: series.name,
    data: series.values,
    showSymbol: false,
    smooth: 0.2,
    lineStyle: { width: 2.5, type: series.dashed ? "dashed" : "solid" },
    itemStyle: { color: colorOf(series, index) },
    areaStyle: series.area ? { opacity: 0.12 } : undefined,
  })),
});

// Three series: low, middle, high. The band is drawn as a transparent base and the height above it.
const band = (spec) => {
  const [low, middle, high] = spec.series;
  const color = token("brand");
  const invisible = { lineStyle: { opacity: 0 }, symbol: "none", stack: "band", tooltip: { show: false } };
  const lowest = low.values.indexOf(Math.min(...low.values));
  return {
    ...axes({ ...spec, series: [middle] }),
    series: [
      { ...invisible, type: "line", name: low.name, data: low.values, stackStrategy: "all" },
      {
        ...invisible,
        type: "line",
        name: high.name,
        data: high.values.map((value, index) => value - low.values[index]),
        areaStyle: { color, opacity: 0.16 },
        stackStrategy: "all",
      },
      {
        type: "line",
        name: middle.name,
        data: middle.values,
        showSymbol: false,
        lineStyle: { width: 2.5 },
        itemStyle: { color },
        markPoint: {
          symbol: "circle",
          symbolSize: 11,
          itemStyle: { color: token("surface"), borderColor: color, borderWidth: 3 },
          label: { show: false },
          data: [{ coord: [spec.mark ?? lowest, middle.values[spec.mark ?? lowest]] }],
        },
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: token("red"), type: "dashed", width: 1 },
          data: Math.min(...low.values) < 0 ? [{ yAxis: 0 }] : [],
        },
      },
    ],
  };
};

const donut = (spec) => ({
  series: [
    {
      type: "pie",
      radius: ["58%", "86%"],
      center: ["50%", "50%"],
      itemStyle: { borderColor: token("surface"), borderWidth: 2, borderRadius: 4 },
      label: { show: false },
      data: spec.labels.map((name, index) => ({
        name,
        value: spec.series[0].values[index],
        itemStyle: { color: colorOf({}, index) },
      })),
    },
  ],
});

const KINDS = { bar: bars, stack: bars, line: lines, band, donut };

const tooltip = (spec) => {
  const full = formatter(spec);
  return {
    show: !spec.hidden,
    trigger: spec.kind === "donut" ? "item" : "axis",
    // Rich text is drawn on the canvas: markup with styles would be refused by the page's policy.
    renderMode: "richText",
    confine: true,
    backgroundColor: token("ink"),
    borderWidth: 0,
    textStyle: { color: token("paper"), fontSize: 12, fontFamily: "inherit" },
    axisPointer: { type: spec.kind === "bar" || spec.kind === "stack" ? "shadow" : "line" },
    formatter: (points) => {
      const list = Array.isArray(points) ? points : [points];
      if (spec.kind === "donut") return `${list[0].name}\n${full(list[0].value)}`;
      const index = list[0].dataIndex;
      return [spec.labels[index], ...spec.series.map((one) => `${one.name}  ${full(one.values[index])}`)].join("\n");
    },
  };
};

const option = (spec) => ({
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
  legend: {
    show: spec.series.length > 1 && spec.kind !== "band",
    top: 0,
    left: 0,
    icon: "roundRect",
    itemWidth: 10,
    itemHeight: 10,
    textStyle: { color: token("ink-soft"), fontSize: 12 },
  },
  tooltip: tooltip(spec),
  ...KINDS[spec.kind](spec),
});

export const draw = async (element) => {
  const spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const echarts = await loadECharts(element.dataset.echarts);
  const chart = echarts.init(element);
  const paint = () => chart.setOption(option(spec), true);
  paint();
  chart.on("click", (point) => {
    const link = spec.links?.[point.dataIndex];
    if (link) window.location.assign(link);
  });
  new ResizeObserver(() => chart.resize()).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
};
