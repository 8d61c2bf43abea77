# language: zh-CN
功能: 线索：群众举报、移交来的、网格和随手拍报上来的
  以前一个举报电话没有地方登记：它不是检查出来的。现在先登记成线索，定了去向再查办；谁反映的只给主管看。

  背景:
    假如 今天是 2024-12-05
    而且 有一本演练台账，登记了这些人：
      | 用户名 | 姓名   | 角色     | 责任单位   |
      | wang   | 王主管 | 主管     |            |
      | li     | 李检查 | 检查员   |            |
      | zhao   | 赵检查 | 检查员   |            |
      | gas01  | 某燃气 | 责任单位 | 某燃气公司 |
    而且 有一份检查文件“visit.yaml”：
      """
      pack: gas
      date: 2024-12-05
      inspectors: [li]
      subjects:
        - {key: op-01, kind: operator, name: 某燃气公司, region: "530602"}
      answers:
        - {subject: op-01, title: 储罐区有人抽烟, note: 现场查实}
      """
    当 li在命令行输入“report add 举报 储罐区有人抽烟 --place 东街储罐站 --region 530602 --reporter 刘某13800138000”
    那么 退出码是 0

  场景: 王主管看得到是谁反映的，李检查看不到，责任单位什么也看不到
    当 wang在命令行输入“report list”
    那么 输出有“刘某13800138000”
    而且 输出有“2024-12-12”
    当 li在命令行输入“report list”
    那么 输出有“储罐区有人抽烟”
    而且 输出没有“刘某”
    当 li在命令行输入“report list --json”
    那么 输出没有“刘某”
    当 gas01在命令行输入“report list”
    那么 退出码是 1
    而且 输出没有“储罐区”
    当 gas01在命令行输入“board”
    那么 输出没有“线索”

  场景: 七天没有定去向的写“逾期”，看板上看得见
    假如 今天是 2024-12-13
    当 wang在命令行输入“report list --open”
    那么 输出有“逾期”
    当 wang在命令行输入“board”
    那么 输出有“1 条还没有定去向（其中逾期 1 条”

  场景: 去查，查实了，立的隐患和线索对得上
    当 li在命令行输入“inspect run visit.yaml”
    而且 li在命令行输入“report triage XS-0001 take --to RQ-2024-0001”
    那么 退出码是 1
    当 wang在命令行输入“report triage XS-0001 查办 --to RQ-2024-0001”
    那么 退出码是 0
    当 wang在命令行输入“report list”
    那么 输出有“查办：RQ-2024-0001”
    当 wang在命令行输入“report list --open”
    那么 输出没有“储罐区”
    而且 台账里的线索校验通过
    当 li在命令行输入“report add 移交来 又有人抽烟 --subject op-01 --reporter 赵某”
    而且 li在命令行输入“subject show op-01”
    那么 输出有“RQ-2024-0001”
    而且 输出有“XS-0002”
    而且 输出没有“赵某”
    当 gas01在命令行输入“subject show op-01”
    那么 退出码是 1

  场景: 不处理的、改定的要写理由，移交的要写给谁，查办的要真有那一件
    当 wang在命令行输入“report triage XS-0001 dismiss”
    那么 退出码是 2
    而且 屏幕提示有“没有写理由”
    当 wang在命令行输入“report triage XS-0001 pass_on”
    那么 退出码是 2
    当 wang在命令行输入“report triage XS-0001 take --to RQ-2024-0099”
    那么 退出码是 2
    当 wang在命令行输入“report triage XS-0001 dismiss --why 现场没有储罐”
    那么 退出码是 0
    当 wang在命令行输入“report triage XS-0001 pass_on --to 消防救援大队”
    那么 退出码是 2
    而且 屏幕提示有“改定要写理由”
    当 wang在命令行输入“report triage XS-0001 pass_on --to 消防救援大队 --why 再问了举报人，是隔壁单位”
    那么 退出码是 0
    而且 台账里的线索校验通过

  场景: 晚几天才登记的，从收到那天起算；今天以后的、没有地方的不收
    当 li在命令行输入“report add 随手拍 井盖缺失 --place 西街口 --region 530602 --on 2024-11-20”
    那么 退出码是 0
    当 li在命令行输入“report list --open”
    那么 输出有“2024-11-27”
    当 li在命令行输入“report add 随手拍 井盖缺失 --on 2024-12-06 --region 530602”
    那么 退出码是 2
    而且 屏幕提示有“在今天（2024-12-05）之后”
    而且 屏幕提示有“--place”
    当 li在命令行输入“report add 电视台 井盖缺失 --place 西街口 --region 530602”
    那么 退出码是 2
    而且 屏幕提示有“没有来源“电视台””
