# language: zh-CN
功能: 一个地方，几张检查表；一条街，一趟走完
  农贸市场有六十个摊位，上周新开了三个；一家餐馆，燃气、消防、食品都要查。地方只登记一次：编号、名称、区划、各方单位不再问，
  每张检查表添上自己的表单；摊位在市场之下，自动编号；路上遇到新摊，当场登记、加进正在做的检查。

  背景:
    假如 今天是 2022-02-17
    而且 有一本演练台账，登记了这些人：
      | 用户名   | 姓名 | 角色   | 责任单位 |
      | 主管甲   | 赵某 | 主管   |          |
      | 检查员甲 | 孙某 | 检查员 |          |
      | 检查员乙 | 李某 | 检查员 |          |
      | 看客     | 周某 | 只读   |          |
    而且 局里采用了自己写的“食品”检查表

  # --- 六十个摊位的市场 -----------------------------------------------------------------------------------------

  场景: 摊位的编号自动编，区划、地点、各方单位同市场，另写的以另写的为准
    假如 检查员甲登记了东街市场（CS-0001）和它的 2 个摊位
    当 检查员甲在命令行输入“subject add --under CS-0001 --kind catering --name 后街的摊 --set address=后街3号”
    那么 退出码是 0
    而且 屏幕提示有“已登记检查对象 CS-0001-03（后街的摊）”
    而且 摊位的登记是：
      | 编号       | 区划   | 地点    | 燃气经营者 | 市场开办者 |
      | CS-0001-01 | 530602 | 东街1号 | 某燃气公司 | 东街市场   |
      | CS-0001-03 | 530602 | 后街3号 | 某燃气公司 | 东街市场   |

  场景: 编号不用自己编：照这里已有的往下编，还没有的是区划和序号
    当 检查员甲在命令行输入“subject add --pack gas --kind catering --name 头一家 --region 530602 --set address=东街1号”
    那么 屏幕提示有“已登记检查对象 530602-001（头一家）”
    当 检查员甲在命令行输入“subject add CY-009 --pack gas --kind catering --name 第二家 --region 530621 --set address=西街1号”
    而且 检查员甲在命令行输入“subject add --pack gas --kind catering --name 第三家 --region 530621 --set address=西街2号”
    那么 屏幕提示有“已登记检查对象 CY-010（第三家）”

  场景: 同一个市场里两个豆腐摊：先问是不是同一个
    假如 检查员甲登记了东街市场（CS-0001）和它的 1 个摊位
    当 检查员甲在命令行输入“subject add --under CS-0001 --kind catering --name 摊位1”
    那么 退出码是 2
    而且 屏幕提示有“已有“摊位1”（CS-0001-01）”
    当 检查员甲在命令行输入“subject add CS-0001-B --under CS-0001 --kind catering --name 摊位1”
    那么 退出码是 0
    当 检查员甲在命令行输入“subject add --under CS-0001 --kind catering --name 摊位2”
    那么 屏幕提示有“CS-0001-02”

  场景: 连市场自己一起查：之下有几个、另外写的是谁，分开说
    假如 检查员甲登记了东街市场（CS-0001）和它的 3 个摊位
    当 检查员甲在命令行输入“inspect start gas --under CS-0001 --subject CS-0001”
    那么 屏幕提示有“CS-0001 之下共 3 个对象，另有 1 个：CS-0001。”
    当 检查员甲在命令行输入“inspect start gas --under CS-0001 --subject CS-0001-02”
    那么 屏幕提示有“CS-0001 之下共 3 个对象。”

  场景: 走一趟市场：六十个摊位一起开始，路上三个新摊当场加进来
    假如 检查员甲登记了东街市场（CS-0001）和它的 60 个摊位
    当 检查员甲从 CS-0001 开始走一趟
    那么 屏幕提示有“CS-0001 之下共 60 个对象”
    当 检查员甲给这次检查加上“--under CS-0001 --kind catering --name 新摊甲 --name 新摊乙 --name 新摊丙”
    那么 退出码是 0
    而且 输出有“CS-0001-61”
    而且 输出有“CS-0001-63”
    当 检查员甲在这次检查里答 CS-0001-62 的“CAT-01 fail --set state=none --note 没有报警器”
    那么 退出码是 0
    当 检查员甲看这次检查
    那么 屏幕提示有“对象 63 个：查完 0 个，查了一部分 1 个，没有开始 62 个”
    当 检查员甲完成这次检查
    那么 输出有“新摊乙”
    当 检查员甲在命令行输入“subject show CS-0001”
    那么 输出有“CS-0001-62  新摊乙  catering  1       2022-02-17  1     1”
    当 检查员甲在命令行输入“case list --within CS-0001”
    那么 输出有“RQ-2022-0001”

  场景: 已经完成的检查加不进，别的市场的、没有登记的、已在里面的也加不进
    假如 检查员甲登记了东街市场（CS-0001）和它的 1 个摊位
    当 检查员甲从 CS-0001 开始走一趟
    而且 检查员甲给这次检查加上“--subject CS-0001-01”
    那么 退出码是 1
    而且 屏幕提示有“已经在这次检查里”
    当 检查员甲给这次检查加上“--subject CS-0001-09”
    那么 退出码是 2
    而且 屏幕提示有“没有登记”
    当 看客给这次检查加上“--subject CS-0001”
    那么 退出码是 1
    当 检查员甲在这次检查里答 CS-0001-01 的“CAT-05 na”
    而且 检查员甲完成这次检查
    而且 检查员甲给这次检查加上“--subject CS-0001”
    那么 退出码是 1
    而且 屏幕提示有“已经完成”

  场景: 检查文件里写上级和名称就行，编号录入时自动编；同一份再录一次不会重复
    假如 检查员甲登记了东街市场（CS-0001）和它的 2 个摊位
    而且 有一份检查文件“走市场.yaml”：
      """
      pack: gas
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {under: CS-0001, kind: catering, name: 摊位2}
        - {under: CS-0001, kind: catering, name: 豆花摊}
        - {under: CS-0001, kind: catering, name: 卤味摊}
      answers:
        - {subject: 摊位2, item: CAT-05, answer: 不适用}
        - {subject: 豆花摊, item: CAT-01, answer: 不合格, note: 没有报警器, values: {state: none}}
        - {subject: 卤味摊, item: CAT-01, answer: 不合格, note: 没有报警器, values: {state: none}}
      """
    当 检查员甲在命令行输入“inspect run 走市场.yaml”
    那么 退出码是 0
    而且 输出有“豆花摊”
    当 检查员甲在命令行输入“inspect run 走市场.yaml”
    那么 退出码是 0
    而且 屏幕提示有“已录入过”
    当 检查员甲在命令行输入“subject list --under CS-0001”
    那么 输出有“CS-0001-03  catering  豆花摊”
    而且 输出有“CS-0001-04  catering  卤味摊”
    而且 输出没有“CS-0001-05”

  场景: 上级写在同一份检查文件的前面，也行；再录一次不会重复
    假如 有一份检查文件“新市场.yaml”：
      """
      pack: gas
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {key: CS-0007, kind: market, name: 西街市场, region: "530602", fields: {address: 西街7号}}
        - {under: CS-0007, kind: catering, name: 豆花摊}
        - {under: CS-0007, kind: catering, name: 卤味摊}
      answers:
        - {subject: 豆花摊, item: CAT-01, answer: 不合格, note: 没有报警器, values: {state: none}}
        - {subject: CS-0007-02, item: CAT-01, answer: 不合格, note: 没有报警器, values: {state: none}}
      """
    当 检查员甲在命令行输入“inspect run 新市场.yaml”
    那么 退出码是 0
    当 检查员甲在命令行输入“inspect run 新市场.yaml”
    那么 屏幕提示有“已录入过”
    当 检查员甲在命令行输入“subject list --under CS-0007”
    那么 输出有“CS-0007-01  catering  豆花摊”
    而且 输出有“CS-0007-02  catering  卤味摊”
    而且 输出没有“CS-0007-03”
    当 检查员甲在命令行输入“verify”
    那么 退出码是 0

  场景: 检查文件里的上级没有登记，一处不漏地说出来
    假如 有一份检查文件“走市场.yaml”：
      """
      pack: gas
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {under: CS-0009, kind: catering, name: 豆花摊}
      answers:
        - {subject: 豆花摊, item: CAT-05, answer: 不适用}
      """
    当 检查员甲在命令行输入“inspect run 走市场.yaml”
    那么 退出码是 2
    而且 屏幕提示有“有误，共 1 处”
    而且 屏幕提示有“上级“CS-0009”没有登记”

  场景: 摊位关了门：不再查，不再到期；没办完的隐患还在；重新开了再恢复
    假如 检查员甲登记了东街市场（CS-0001）和它的 2 个摊位
    而且 检查员甲查出 CS-0001-01 没有报警器
    当 主管甲在命令行输入“plan add gas catering --days 1 --from 2022-02-16”
    而且 到了 2022-03-01
    而且 主管甲在命令行输入“plan due”
    那么 输出有“摊位1”
    当 检查员甲在命令行输入“subject close CS-0001-01 --why 搬走了 --on 2022-02-28”
    那么 退出码是 0
    而且 屏幕提示有“还有 1 件没有办结”
    当 主管甲在命令行输入“plan due”
    那么 输出没有“摊位1”
    而且 输出有“摊位2”
    当 检查员甲在命令行输入“inspect start gas --subject CS-0001-01”
    那么 退出码是 2
    而且 屏幕提示有“已停用（2022-02-28）”
    当 检查员甲从 CS-0001 开始走一趟
    那么 屏幕提示有“共 1 个对象”
    当 检查员甲在命令行输入“case list --subject CS-0001-01 --open”
    那么 输出有“RQ-2022-0001”
    当 检查员甲在命令行输入“subject reopen CS-0001-01 --why 又开了”
    那么 退出码是 0
    当 检查员甲从 CS-0001 开始走一趟
    那么 屏幕提示有“共 2 个对象”
    当 检查员甲在命令行输入“subject show CS-0001-01”
    那么 输出有“停用”
    而且 输出有“搬走了”
    当 检查员甲在命令行输入“subject close CS-0001-01 --why 又搬走了”
    而且 检查员甲在命令行输入“subject close CS-0001 --why 拆迁 --within”
    那么 屏幕提示有“还有 1 件没有办结，照旧要办：inspect-engine case list --within CS-0001 --open”

  场景: 补录停用以前的检查，照样录得进
    假如 检查员甲登记了东街市场（CS-0001）和它的 1 个摊位
    当 到了 2022-03-01
    而且 检查员甲在命令行输入“subject close CS-0001-01 --why 搬走了 --on 2022-02-28”
    而且 检查员甲在命令行输入“inspect start gas --subject CS-0001-01 --on 2022-02-27”
    那么 退出码是 0

  场景: 摊位换了人、换了招牌，以前查出的仍归当时的人
    假如 检查员甲登记了东街市场（CS-0001）和它的 1 个摊位
    而且 检查员甲查出 CS-0001-01 没有报警器
    当 到了 2022-03-01
    而且 检查员甲在命令行输入“subject rename CS-0001-01 李记卤味 --party 李记卤味店”
    那么 退出码是 0
    而且 检查员甲查出 CS-0001-01 没有报警器
    而且 隐患的名称和责任单位是：
      | RQ-2022-0001 | 摊位1    | 摊位1      |
      | RQ-2022-0002 | 李记卤味 | 李记卤味店 |
    当 检查员甲在命令行输入“subject show CS-0001-01”
    那么 输出有“改名  2022-03-01  摊位1  李记卤味”
    当 检查员甲在命令行输入“subject show CS-0001-01 --as-of 2022-02-20”
    那么 输出有“名称      摊位1”
    而且 输出有“责任单位  摊位1”
    而且 输出有“RQ-2022-0001”
    而且 输出没有“RQ-2022-0002”

  场景: 只换招牌没换人的，责任单位不变
    假如 检查员甲登记了东街市场（CS-0001）和它的 1 个摊位
    当 检查员甲在命令行输入“subject rename CS-0001-01 老张豆腐”
    而且 检查员甲查出 CS-0001-01 没有报警器
    那么 隐患的名称和责任单位是：
      | RQ-2022-0001 | 老张豆腐 | 摊位1 |

  场景: 摊位搬到别的市场，编号不变；不能搬到自己的下级之下；市场还有摊位开着，不能一关了之
    假如 检查员甲登记了东街市场（CS-0001）和它的 2 个摊位
    而且 检查员甲登记了西街市场（CS-0002）和它的 1 个摊位
    当 检查员甲在命令行输入“subject move CS-0001-01 --to CS-0002”
    那么 退出码是 0
    当 检查员甲在命令行输入“subject list --under CS-0002”
    那么 输出有“CS-0001-01”
    当 检查员甲在命令行输入“subject move CS-0002 --to CS-0001-01”
    那么 退出码是 1
    而且 屏幕提示有“自己的下级之下”
    当 检查员甲在命令行输入“subject close CS-0002 --why 拆迁”
    那么 退出码是 1
    而且 屏幕提示有“还有 2 个没有停用”
    当 检查员甲在命令行输入“subject close CS-0002 --why 拆迁 --within”
    那么 退出码是 0
    当 检查员甲在命令行输入“subject add --under CS-0002 --kind catering --name 新摊”
    那么 退出码是 2
    而且 屏幕提示有““CS-0002”已停用”
    当 看客在命令行输入“subject close CS-0001 --why 试试”
    那么 退出码是 1

  # --- 一家餐馆，三张检查表 -------------------------------------------------------------------------------------

  场景: 燃气登记过的餐馆，消防来查：先填消防的表单，已知的不再问
    假如 检查员甲登记了餐馆老灶房（cg-01）
    当 检查员甲在命令行输入“inspect start fire --subject cg-01”
    那么 退出码是 2
    而且 屏幕提示有“subject form cg-01 --pack fire”
    当 检查员甲在命令行输入“subject form cg-01 --pack fire --kind project”
    那么 退出码是 2
    而且 屏幕提示有“缺少“消防类别”（category）”
    而且 屏幕提示没有“地点”
    当 检查员甲在命令行输入“subject form cg-01 --pack fire --kind project --set category=other”
    那么 退出码是 0
    而且 屏幕提示有“沿用已登记的：address=北街8号”
    当 检查员甲在命令行输入“inspect start fire --subject cg-01”
    那么 退出码是 0

  场景: 同一家餐馆三张表查出的，一页看全
    假如 检查员甲登记了餐馆老灶房（cg-01）
    而且 检查员甲查出 cg-01 没有报警器
    当 检查员甲在命令行输入“subject form cg-01 --pack fire --kind project --set category=other”
    而且 检查员甲用“fire”查 cg-01，“SY-3 fail --note 没有图纸”
    那么 退出码是 0
    当 到了 2022-03-01
    而且 检查员甲在命令行输入“subject form cg-01 --pack food --kind eatery --set licence=JY123”
    而且 检查员甲用“food”查 cg-01，“SP-01 fail --note 两人没有健康证”
    那么 退出码是 0
    当 检查员甲在命令行输入“subject show cg-01”
    那么 输出有“RQ-2022-0001”
    而且 输出有“fire”
    而且 输出有“SP-2022-0001”
    而且 输出有“eatery    2022-03-01”
    当 检查员甲在命令行输入“plan due”
    那么 退出码是 0

  场景: 更正一处，三张表都跟着改
    假如 检查员甲登记了餐馆老灶房（cg-01）
    当 检查员甲在命令行输入“subject form cg-01 --pack food --kind eatery --set licence=JY123”
    而且 检查员甲在命令行输入“subject correct cg-01 --set address=北街9号 --why 门牌写错 --yes”
    那么 退出码是 0
    当 到了 2022-02-18
    而且 主管甲在命令行输入“subject correct cg-01 --set licence=JY321 --why 抄错 --yes”
    那么 退出码是 0
    而且 “food”看到的 cg-01 是：
      | address | 北街9号 |
      | licence | JY321   |

  场景: 消防的责任单位是物业，燃气的仍是餐馆自己
    假如 检查员甲登记了餐馆老灶房（cg-01）
    当 检查员甲在命令行输入“subject form cg-01 --pack fire --kind project --set category=other --set party=某物业公司”
    而且 检查员甲查出 cg-01 没有报警器
    而且 检查员甲用“fire”查 cg-01，“SY-3 fail --note 没有图纸”
    那么 cg-01 的隐患归“老灶房、某物业公司”

  场景: 先按消防的建设工程登记的，燃气的文书仍把它当餐饮场所
    当 检查员甲在命令行输入“subject add xf-01 --pack fire --kind project --name 美食城 --region 530602 --set category=other”
    而且 检查员甲在命令行输入“subject form xf-01 --pack gas --kind catering”
    而且 检查员甲查出 xf-01 没有报警器
    那么 文书里 xf-01 的隐患是“catering”的

  场景: 检查文件直接用另一张表查登记过的地方，表单随文件填上；名称、区划对不上的不收
    假如 检查员甲登记了餐馆老灶房（cg-01）
    而且 有一份检查文件“食品.yaml”：
      """
      pack: food
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {key: cg-01, kind: eatery, name: 老灶房, region: "530602", fields: {licence: JY123}}
      answers:
        - {subject: cg-01, item: SP-01, answer: 不合格, note: 没有健康证}
      """
    当 检查员甲在命令行输入“inspect run 食品.yaml”
    那么 退出码是 0
    而且 “food”看到的 cg-01 是：
      | address | 北街8号 |
      | licence | JY123   |
    当 检查员甲在命令行输入“inspect run 食品.yaml”
    那么 屏幕提示有“已录入过”
    假如 有一份检查文件“食品.yaml”：
      """
      pack: food
      date: 2022-02-17
      inspectors: [检查员甲]
      subjects:
        - {key: cg-01, kind: eatery, name: 别的店, region: "530602", fields: {licence: JY999}}
      answers:
        - {subject: cg-01, item: SP-01, answer: 不合格, note: 没有健康证}
      """
    当 检查员甲在命令行输入“inspect run 食品.yaml”
    那么 退出码是 2
    而且 屏幕提示有“同一编号不能是两个对象”

  场景: 计划按各张表的表单算：填了食品的表单才算食品到期
    假如 检查员甲登记了餐馆老灶房（cg-01）
    当 主管甲在命令行输入“plan add food eatery --months 1”
    而且 主管甲在命令行输入“plan due”
    那么 输出没有“老灶房”
    当 检查员甲在命令行输入“subject form cg-01 --pack food --kind eatery --set licence=JY123”
    而且 主管甲在命令行输入“plan due”
    那么 输出有“老灶房”
