# language: zh-CN
功能: 通知书站得住
  一个工地查出几方的毛病，以前一份通知书全发给施工单位，违反条款里写着罚则和判定标准，法制审核退回来。
  现在谁的义务发给谁，一家一份，违反条款只写义务；算得出等级的当场就能签发，待定级的先由主管定级。

  背景:
    假如 今天是 2026-03-01
    而且 有一本演练台账，登记了这些人：
      | 用户名   | 姓名 | 角色   | 责任单位 |
      | 主管甲   | 赵某 | 主管   |          |
      | 检查员甲 | 孙某 | 检查员 |          |
      | 检查员乙 | 李某 | 检查员 |          |
    而且 主管甲登记了发文机关“示建安改”
    而且 有一份检查文件“工地.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲, 检查员乙]
      subjects:
        - key: s1
          kind: site
          name: 一号工地
          region: "530602"
          fields: {party: 云岭建工有限公司}
          units: {建设: 昭阳置业有限公司, 监理: 乌蒙监理咨询有限公司, 设计: 滇东设计研究院}
        - key: w1
          kind: works
          name: 一号工地基坑
          region: "530602"
          fields: {site_name: 一号工地, category: pit, party: 云岭建工有限公司}
          units: {监理: 乌蒙监理咨询有限公司}
        - {key: w2, kind: works, name: 二号工地基坑, region: "530602", fields: {site_name: 二号工地, category: pit, party: 乌江建工有限公司}}
      answers:
        - {subject: s1, item: WD-S03, answer: fail, values: {technical: 否}, note: 措施费没有付}
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s1, item: WD-S01.2, answer: fail, values: {design_marked: 否}, note: 没有标注}
        - {subject: w1, item: WD-S06.2, answer: fail, values: {director_signed: 是, director_seal: 否}, note: 总监只签了字}
        - {subject: s1, item: WD-DB-01, answer: fail, values: {led: 10, worked: 20}, note: 带班不足}
        - {subject: s1, item: M24-4-3, answer: fail, note: 塔机司机没有证}
        - {subject: s1, item: M24-16, answer: fail, values: {device: bamboo}, note: 用竹脚手架}
        - {subject: s1, answer: fail, title: 临边堆放模板, note: 二层临边}
        - {subject: w2, item: WD-S11, answer: fail, values: {detailed: 否}, note: 没有细则}
      """
    而且 检查员甲照“工地.yaml”录入检查，都签了

  场景: 谁的义务发给谁，一家一份，违反条款只写义务
    当 主管甲逐家签发一号工地算得出等级的隐患，7 日
    那么 有 4 份通知书，发给“昭阳置业有限公司、滇东设计研究院、乌蒙监理咨询有限公司、云岭建工有限公司”
    而且 发给“昭阳置业有限公司”的违反条款有“第8条”，没有“第29条”
    而且 发给“昭阳置业有限公司”的相应罚则有“第29条”
    而且 发给“乌蒙监理咨询有限公司”的违反条款有“第14条”，没有“第26条”
    而且 发给“乌蒙监理咨询有限公司”的相应罚则有“第57条”
    而且 发给“乌蒙监理咨询有限公司”的事实有“不合格的是：已盖总监执业印章：否”，没有“不合格的是：总监理工程师已签字”
    而且 发给“云岭建工有限公司”的违反条款有“第25条”，没有“判定标准”
    而且 发给“云岭建工有限公司”的定级依据有“第4条(三)”
    而且 发给“云岭建工有限公司”的违反条款没有印待核的条文
    而且 提示了发给“乌蒙监理咨询有限公司”的没有写进“施工许可证号”
    而且 台账校验没有问题

  场景: 算得出等级的，不先定级就可以签发；待定级的先由主管定级
    当 主管甲在命令行输入“case offers WD-2026-0001”
    那么 签发整改通知书办得了
    当 主管甲在命令行输入“case offers WD-2026-0008”
    那么 输出有“待定级的先由主管定级，再签发”
    当 主管甲在命令行输入“act WD-2026-0008 grade --set severity=general --set reason=临边堆物”
    而且 主管甲在命令行输入“case offers WD-2026-0008”
    那么 签发整改通知书办得了

  场景: 对象没有登记该负责的一方，看样时提醒发给了别人
    当 主管甲在命令行输入“notice draft 限期整改通知书 WD-2026-0009 -o 草稿.docx”
    那么 屏幕提示有“请留意：WD-2026-0009”
    而且 屏幕提示有“是监理单位的义务，检查对象没有登记监理单位，现发给乌江建工有限公司”
    当 主管甲在命令行输入“notice draft 限期整改通知书 WD-2026-0001 -o 草稿2.docx”
    那么 屏幕提示没有“请留意”

  场景大纲: 一项能有几种情形，罚则只引查到的那一种
    假如 有一份检查文件“餐馆.yaml”：
      """
      pack: gas
      date: 2026-03-01
      inspectors: [检查员甲, 检查员乙]
      subjects:
        - {key: c1, kind: catering, name: 一号餐馆, region: "530602", fields: {gas_type: lpg, address: 农贸市场内, party: 一号餐馆}}
      answers:
        - {subject: c1, item: CAT-01, answer: fail, values: {state: <状态>}, note: 见照片}
      """
    而且 检查员甲照“餐馆.yaml”录入检查，都签了
    当 主管甲逐家签发一号餐馆算得出等级的隐患，7 日
    那么 发给“一号餐馆”的相应罚则有“<引>”，没有“<不引>”
    而且 台账校验没有问题

    例子:
      | 状态      | 引      | 不引    |
      | none      | 第99条(八) | (四) |
      | unpowered | 第99条(四) | (八) |
      | faulty    | 第99条(三) | (八) |
      | expired   | 第99条(二) | (八) |
