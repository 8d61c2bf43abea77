# language: zh-CN
功能: 检查文件写错了
  文件里有一处错，就整份不存；错在第几行第几列，错在哪里，一次全部指出来，不用改一处报一处。

  背景:
    假如 今天是 2022-02-17
    而且 有一本演练台账，登记了这些人：
      | 用户名   | 姓名 | 角色   | 责任单位 |
      | 主管甲   | 赵某 | 主管   |          |
      | 检查员甲 | 孙某 | 检查员 |          |
    而且 有一份检查文件“检查.yaml”：
      """
      pack: gas
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {key: shop-01, kind: catering, name: 熟食店01, region: "530602"}
        - {key: shop-02, kind: catering, name: 熟食店02, region: "530602"}
      answers:
        - {subject: shop-01, item: CAT-01, answer: fail, values: {state: none}}
        - {subject: shop-02, item: CAT-01, answer: pass}
      """

  场景: 没有错的文件，收下
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 0
    而且 输出有“RQ-2022-0001”

  场景大纲: 写错一处：<错在>
    假如 文件里的“<原来>”错写成“<错写>”
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置   | 问题   |
      | <位置> | <问题> |
    而且 什么都没有保存

    例子:
      | 错在       | 原来             | 错写             | 位置           | 问题                                                  |
      | 检查表包   | pack: gas        | pack: gass       | 检查.yaml:1:1  | 没有检查表包“gass”                                    |
      | 日期在将来 | date: 2022-02-17 | date: 2022-02-18 | 检查.yaml:2:1  | 检查日期 2022-02-18 在今天（2022-02-17）之后          |
      | 没有这一天 | date: 2022-02-17 | date: 2026-02-30 | 检查.yaml:2:1  | 没有 2026-02-30 这一天                                |
      | 日期写法   | date: 2022-02-17 | date: 22/2/17    | 检查.yaml:2:1  | 日期“22/2/17”应写成 2022-02-17 的样子，是否想写 2017-02-22 或 2022-02-17？ |
      | 检查员     | [检查员甲]       | [检查员假]       | 检查.yaml:3:14 | 检查员“检查员假”没有登记                              |
      | 对象类型   | kind: catering, name: 熟食店02 | kind: cafe, name: 熟食店02 | 检查.yaml:6:20 | 对象类型“cafe”不存在 |
      | 区划       | 熟食店02, region: "530602"     | 熟食店02, region: "539999" | 检查.yaml:6:49 | 没有区划代码“539999”（2022-02-17 当日） |
      | 检查项     | item: CAT-01, answer: fail     | item: CAT-99, answer: fail | 检查.yaml:8:24 | 检查表“gas”没有检查项“CAT-99” |
      | 项不适用   | item: CAT-01, answer: pass     | item: STAFF-01, answer: pass | 检查.yaml:9:24 | “STAFF-01”不适用于餐饮场所（catering） |
      | 作答的词   | answer: pass     | answer: passed   | 检查.yaml:9:38 | “answer”不能是“passed”                                |
      | 缺必填的值 | {state: none}    | {}               | 检查.yaml:8:52 | “CAT-01”不合格时须填“报警装置状态”（state）           |
      | 没有此选项 | {state: none}    | {state: broken}  | 检查.yaml:8:61 | 报警装置状态：没有选项“broken”                        |
      | 没有此字段 | {state: none}    | {state: none, stat: none} | 检查.yaml:8:74 | 没有“stat”这个字段                                    |
      | 佐证不存在 | {state: none}    | {state: none}, evidence: [无此照片.jpg] | 检查.yaml:8:86 | 读不到佐证材料 |
      | 不认识的键 | answer: pass     | answer: pass, remark: 好 | 检查.yaml:9:52 | 不认识的键“remark” |

  场景: 错处一次全部指出
    假如 有一份检查文件“检查.yaml”：
      """
      pack: gas
      date: 2022-02-18
      inspectors: [检查员甲, 检查员假]
      subjects:
        - {key: shop-01, kind: cafe, name: 熟食店01, region: "530602"}
        - {key: shop-02, kind: catering, name: 熟食店02, region: "539999"}
      answers:
        - {subject: shop-02, item: CAT-99, answer: fail}
        - {subject: shop-02, item: CAT-01, answer: fail}
        - {subject: shop-03, item: CAT-01, answer: pass}
      """
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置            | 问题                                         |
      | 检查.yaml:2:1   | 检查日期 2022-02-18 在今天（2022-02-17）之后 |
      | 检查.yaml:3:20  | 检查员“检查员假”没有登记                     |
      | 检查.yaml:5:20  | 对象类型“cafe”不存在                         |
      | 检查.yaml:6:49  | 没有区划代码“539999”（2022-02-18 当日）      |
      | 检查.yaml:8:24  | 检查表“gas”没有检查项“CAT-99”                |
      | 检查.yaml:9:5   | “CAT-01”不合格时须填“报警装置状态”（state）  |
      | 检查.yaml:10:6  | 检查对象“shop-03”不在 subjects 里            |
    而且 什么都没有保存

  场景: 词写错了和检查项写错了，也一次指出
    假如 有一份检查文件“检查.yaml”：
      """
      pack: gas
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {key: shop-01, kind: cafe, name: 熟食店01, region: "530602"}
      answers:
        - {subject: shop-01, item: CAT-99, answer: pass}
        - {subject: shop-01, item: CAT-01, answer: passed}
      """
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置           | 问题                          |
      | 检查.yaml:5:20 | 对象类型“cafe”不存在          |
      | 检查.yaml:7:24 | 检查表“gas”没有检查项“CAT-99” |
      | 检查.yaml:8:38 | “answer”不能是“passed”        |
    而且 什么都没有保存

  场景: 两个对象用了同一个编号
    假如 文件里的“key: shop-02”错写成“key: shop-01”
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置          | 问题                              |
      | 检查.yaml:6:6 | 检查对象“shop-01”写了两次         |
      | 检查.yaml:9:6 | 检查对象“shop-02”不在 subjects 里 |
    而且 什么都没有保存

  场景: 同一个键写了两次
    假如 有一份检查文件“检查.yaml”：
      """
      pack: gas
      date: 2022-02-17
      date: 2022-02-16
      inspectors: [检查员甲]
      subjects:
        - {key: shop-01, kind: catering, name: 熟食店01, region: "530602"}
      answers:
        - {subject: shop-01, item: CAT-01, answer: pass, item: CAT-08}
      """
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置           | 问题                         |
      | 检查.yaml:3:1  | 键“date”重复，第 2 行已写过  |
      | 检查.yaml:8:52 | 键“item”重复，第 8 行已写过  |
    而且 什么都没有保存

  场景: 文件存成了 GBK 编码
    假如 文件用 GBK 编码保存
    当 检查员甲在命令行输入“inspect run 检查.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置           | 问题                |
      | 检查.yaml:3:14 | 文件不是 UTF-8 编码 |
    而且 屏幕提示有“文件像是 GBK 编码，请另存为 UTF-8”
    而且 什么都没有保存

  场景: 没有这个文件
    当 检查员甲在命令行输入“inspect run 没有.yaml”
    那么 退出码是 2
    而且 指出的错处是：
      | 位置      | 问题         |
      | 没有.yaml | 无法读取文件 |
    而且 什么都没有保存
