/** Of the page; the picture brings its own. Colours in two sets, sizes for a phone first where it matters. */
export const style = `
:root{--ink:#1f2430;--soft:#566070;--paper:#fff;--ground:#f4f6f9;--line:#dde2ea;--far:#3f8f5a;--close:#955700;--full:#c62f26;
--track:#e3e7ee;--mark:#fff1d6}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#a3adbb;--paper:#14171c;--ground:#0d0f13;--line:#2a303a;
--far:#5fb57c;--close:#f0a830;--full:#f4766c;--track:#2a303a;--mark:#4a3610}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}
header,main{max-width:1080px;margin:0 auto;padding:0 16px}
header{padding-top:20px}h1{font-size:22px;margin:0}header p{margin:2px 0 16px;color:var(--soft)}
h2{font-size:18px;margin:0 0 8px;overflow-wrap:anywhere}h3{font-size:15px;margin:22px 0 6px}
small{font-weight:400;color:var(--soft);font-size:13px;margin-left:4px;display:inline-block}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:16px;margin:0 0 16px}
p{margin:4px 0}code{font:12px ui-monospace,Menlo,Consolas,monospace}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(110px,1fr));gap:10px;margin-bottom:16px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:10px 12px}
.card b{display:block;font-size:20px;font-variant-numeric:tabular-nums}.card span{color:var(--soft);font-size:13px}
.card.good b,.fine{color:var(--far)}.card.bad b,.fault{color:var(--full)}
ul{margin:6px 0;padding-left:20px}li{overflow-wrap:anywhere;margin:3px 0}.fault b{color:inherit}
summary{cursor:pointer;font-weight:600;margin:10px 0 4px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}.scroll svg{display:block}
table{width:100%;border-collapse:collapse}
th{text-align:left;font-weight:500;font-size:13px;color:var(--soft);padding:4px 8px;border-bottom:1px solid var(--line)}
td{padding:8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td p{color:var(--soft);font-size:13px;margin:1px 0}.subjects code{white-space:nowrap;margin-right:4px}
th.n{width:92px}th.limits{width:270px}.bar{display:flex;align-items:center;gap:8px;font-size:12px;color:var(--soft);line-height:1.6}
.bar span{flex:0 0 62px}.bar i,.lag{flex:1;height:7px;border-radius:4px;background:var(--track);overflow:hidden}
.bar b,.lag b{display:block;height:100%;border-radius:4px;background:var(--far)}
.bar em{flex:0 0 44px;white-space:nowrap;text-align:right;font-style:normal;font-variant-numeric:tabular-nums}
.bar.close b{background:var(--close)}.bar.full b{background:var(--full)}
.bar.close em{color:var(--close);font-weight:600}.bar.full em{color:var(--full);font-weight:600}
.account .bar{max-width:420px}.account .bar span{flex-basis:150px}
.lag{display:block;height:4px;margin-top:4px}.lag b{background:var(--soft)}
mark{background:var(--mark);color:inherit;border-radius:4px;padding:0 5px;font-size:12px}
@media (max-width:700px){
thead{display:none}table,tbody{display:block}
tr{display:grid;grid-template-columns:repeat(3,1fr);gap:2px 12px;padding:10px 0;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}td{border:0;padding:0}td:first-child,td.bars{grid-column:1/-1}
td[data-head]{text-align:left;white-space:normal}td[data-head]::before{content:attr(data-head);display:block;font-size:12px;color:var(--soft)}
.bars{order:9}.scroll{max-height:70vh;overflow:auto}section{padding:12px}header,main{padding-left:10px;padding-right:10px}
.cards{grid-template-columns:repeat(2,1fr)}}
@media print{body{background:none}section{break-inside:avoid}}
`;
