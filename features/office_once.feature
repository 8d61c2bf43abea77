# language: zh-CN
功能: 同一次检查只算一次，看的是意思，不是文件的字节
  检查文件里改了一个字再录一遍，以前每件隐患都变成两件，没有一句话。现在先问：是改正上一份，还是又查了一次。

  背景:
    假如 今天是 2024-12-05
    而且 有一本演练台账，登记了这些人：
      | 用户名 | 姓名   | 角色     | 责任单位   |
      | wang   | 王主管 | 主管     |            |
      | qian   | 钱主管 | 主管     |            |
      | li     | 李检查 | 检查员   |            |
      | zhao   | 赵检查 | 检查员   |            |
      | gas01  | 某燃气 | 责任单位 | 某燃气公司 |
    而且 有一份检查文件“first.yaml”：
      """
      pack: gas
      date: 2024-12-05
      inspectors: [li, zhao]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 无证, values: {licence: none}}
      """
    而且 有一份检查文件“typo-corrected.yaml”：
      """
      pack: gas
      date: 2024-12-05
      inspectors: [zhao, li]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 无证，已拍照, values: {licence: none}}
      """
    当 li在命令行输入“inspect run first.yaml”
    那么 退出码是 0

  场景: 李检查改了备注里一个词，又录一遍：不立第二份，说明哪里不同
    当 li在命令行输入“inspect run typo-corrected.yaml”
    那么 退出码是 3
    而且 屏幕提示有“op-01 GAS-MH-4.1：备注：无证 → 无证，已拍照”
    而且 屏幕提示有“--replace”
    而且 屏幕提示有“--another”
    而且 wang的台账里有 1 件

  场景: 原样再录一遍，同以前一样，什么也不变
    当 li在命令行输入“inspect run first.yaml”
    那么 退出码是 0
    而且 屏幕提示有“没有做任何改动”
    而且 wang的台账里有 1 件

  场景: 是改正上一份：按更正留痕，隐患还是那一件
    当 li在命令行输入“inspect run typo-corrected.yaml --replace --why 备注漏写 --yes”
    那么 退出码是 0
    而且 wang的台账里有 1 件
    当 wang在命令行输入“case history RQ-2024-0001”
    那么 输出有“无证 → 无证，已拍照”
    而且 输出有“备注漏写”
    当 li在命令行输入“inspect run typo-corrected.yaml”
    那么 退出码是 0
    而且 屏幕提示有“没有做任何改动”
    # 再录改正以前的那一份：台账已经不是那样说的，不能回一句“已录入过”
    当 li在命令行输入“inspect run first.yaml”
    那么 退出码是 3
    而且 屏幕提示有“备注：无证，已拍照 → 无证”

  场景: 更正以后再录第一份：对象的表单不同，佐证多了，也说明哪里不同
    假如 有一份检查文件“form.yaml”：
      """
      pack: gas
      date: 2024-12-05
      inspectors: [zhao, li]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602", fields: {party: 另一家燃气公司}}
      answers:
        - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 无证, values: {licence: none}}
      """
    当 li在命令行输入“inspect run form.yaml”
    那么 退出码是 0
    而且 屏幕提示有“已录入过，没有做任何改动”
    而且 屏幕提示有“台账现在与这份文件有 1 处不同”
    而且 屏幕提示有“op-01 的“责任单位”：台账是 （没有填），这份文件是 另一家燃气公司”

  场景: 试办只说会怎样
    当 li在命令行输入“inspect run typo-corrected.yaml --replace --dry-run”
    那么 退出码是 0
    而且 输出有“无证，已拍照”
    当 wang在命令行输入“case history RQ-2024-0001”
    那么 输出没有“已拍照”

  场景: 确实又查了一次：另立一份
    当 li在命令行输入“inspect run typo-corrected.yaml --another”
    那么 退出码是 0
    而且 wang的台账里有 2 件
    当 li在命令行输入“inspect run typo-corrected.yaml”
    那么 退出码是 0
    而且 wang的台账里有 2 件

  场景: 改正以后判级会变的，要另一位主管确认
    假如 有一份检查文件“danger.yaml”：
      """
      pack: gas
      date: 2024-12-04
      inspectors: [li, zhao]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, item: GAS-MH-10, answer: fail, note: 停用的储罐没有清洗, values: {serious: "yes", danger: "yes"}}
      """
    而且 有一份检查文件“no-danger.yaml”：
      """
      pack: gas
      date: 2024-12-04
      inspectors: [li, zhao]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, item: GAS-MH-10, answer: fail, note: 停用的储罐没有清洗, values: {serious: "yes", danger: "no"}}
      """
    当 li在命令行输入“inspect run danger.yaml”
    而且 li在命令行输入“inspect run no-danger.yaml --replace --why 专家看过，没有现实危险 --yes”
    那么 退出码是 0
    而且 屏幕提示有“另有 1 项会改变判级”
    当 wang在命令行输入“case list --severity major --json”
    那么 输出有“RQ-2024-0002”
    当 li确认“op-01”的“GAS-MH-10”的更正
    那么 退出码是 1
    当 wang确认“op-01”的“GAS-MH-10”的更正
    那么 退出码是 0
    当 wang在命令行输入“case list --severity major --json”
    那么 输出没有“RQ-2024-0002”

  场景: 没有录过的，不能替换；两样不能都写
    假如 有一份检查文件“other.yaml”：
      """
      pack: gas
      date: 2024-12-04
      inspectors: [li, zhao]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, item: GAS-MH-4.1, answer: fail, note: 无证, values: {licence: none}}
      """
    当 li在命令行输入“inspect run other.yaml --replace --yes”
    那么 退出码是 2
    而且 屏幕提示有“没有可替换的”
    当 li在命令行输入“inspect run first.yaml --replace --another --yes”
    那么 退出码是 2
